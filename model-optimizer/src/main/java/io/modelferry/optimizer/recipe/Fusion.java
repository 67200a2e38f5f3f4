package io.modelferry.optimizer.recipe;

import java.util.Collections;
import java.util.SortedSet;

/**
 * Nodes folded and fused by ONNX Runtime, ahead of time. Its result depends on the runtime's version: such a file is shipped and
 * never derived.
 *
 * @param level how far the runtime goes
 */
public record Fusion(Level level) implements Technique {

    /** Only levels whose result does not depend on the processor. */
    public enum Level {
        BASIC,
        EXTENDED
    }

    public static final Fusion EXTENDED = new Fusion(Level.EXTENDED);

    @Override
    public String variant() {
        return level == Level.BASIC ? "fused-basic" : "fused";
    }

    @Override
    public SortedSet<String> spared() {
        return Collections.emptySortedSet();
    }

    /** @throws IllegalArgumentException if there are any: the runtime knows no names to leave alone */
    @Override
    public Fusion excluding(SortedSet<String> nodes) {
        if (!nodes.isEmpty()) {
            throw new IllegalArgumentException("fusion leaves no node alone by name: " + nodes);
        }
        return this;
    }
}
