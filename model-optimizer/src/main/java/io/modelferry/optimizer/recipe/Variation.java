package io.modelferry.optimizer.recipe;

import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How an order wants a technique to differ from its usual parameters; see {@link NamedTechniques#varied}.
 *
 * @param perChannel one scale, or one threshold of pruning, for each output channel
 * @param reduceRange seven bits of the eight
 * @param block weights that share a scale; null: as many as usual
 * @param asymmetric each block has a zero point of its own
 */
public record Variation(
        boolean perChannel, boolean reduceRange, @Nullable Integer block, boolean asymmetric) {

    public static final Variation NONE = new Variation(false, false, null, false);

    /** One thing that may differ. */
    public enum Part {
        PER_CHANNEL,
        REDUCE_RANGE,
        BLOCK,
        ASYMMETRIC
    }

    /** What it says. */
    public Set<Part> parts() {
        var said = EnumSet.noneOf(Part.class);
        if (perChannel) {
            said.add(Part.PER_CHANNEL);
        }
        if (reduceRange) {
            said.add(Part.REDUCE_RANGE);
        }
        if (block != null) {
            said.add(Part.BLOCK);
        }
        if (asymmetric) {
            said.add(Part.ASYMMETRIC);
        }
        return said;
    }

    /** What of it a technique has a place for. */
    public static Set<Part> heeded(Technique technique) {
        return switch (technique) {
            case DynamicQuantisation _, StaticQuantisation _ -> EnumSet.of(Part.PER_CHANNEL, Part.REDUCE_RANGE);
            case WeightOnlyQuantisation _ -> EnumSet.of(Part.BLOCK, Part.ASYMMETRIC);
            case MagnitudePruning _ -> EnumSet.of(Part.PER_CHANNEL);
            case HalfPrecision _, Fusion _ -> EnumSet.noneOf(Part.class);
        };
    }
}
