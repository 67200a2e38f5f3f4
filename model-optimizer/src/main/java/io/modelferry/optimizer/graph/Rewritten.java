package io.modelferry.optimizer.graph;

import io.modelferry.optimizer.schema.ModelProto;
import java.util.List;

/**
 * A model in its new form, and what was done to it, layer by layer.
 *
 * @param changed what has the new form now
 * @param leftAlone what is of a kind that could have it, and why it does not
 */
public record Rewritten(ModelProto model, List<Changed> changed, List<LeftAlone> leftAlone) {

    public Rewritten {
        changed = List.copyOf(changed);
        leftAlone = List.copyOf(leftAlone);
    }

    /** @param weights the tensor that was rewritten; {@code weightCount} its elements */
    public record Changed(String node, String operator, String weights, long weightCount) {}

    public record LeftAlone(String node, String operator, String reason) {}
}
