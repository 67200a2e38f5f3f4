package io.modelferry.control.registry.diff;

import io.modelferry.protocol.ArtifactDigest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Two published files, the old one first.
 *
 * @param breaking in which the new one is no drop-in replacement, a line each; empty if it is one
 * @param weights bytes of initializers by dtype
 * @param structure null if one of the files is no longer here
 */
public record FileDiff(
        List<String> breaking,
        List<PortChange> inputs,
        List<PortChange> outputs,
        Amount opset,
        Amount lengthBytes,
        List<Amount> weights,
        @Nullable Structure structure,
        AcceptanceClasses acceptance) {

    /**
     * @param parameters values of initializers
     * @param domains opset of each domain, changed or not
     * @param operators those that occur more often, less often, newly or no more
     */
    public record Structure(
            Amount irVersion, Amount parameters, List<Amount> domains, List<Amount> operators, LabelDiff labels) {}

    /**
     * The classes that the labels of the acceptance sets name by number.
     *
     * @param before the old version's set; null if it has none
     * @param onlyBefore classes that nothing tries any more
     */
    public record AcceptanceClasses(
            @Nullable ArtifactDigest before,
            @Nullable ArtifactDigest after,
            List<Long> onlyBefore,
            List<Long> onlyAfter) {}
}
