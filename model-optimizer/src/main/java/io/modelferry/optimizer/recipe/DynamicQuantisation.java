package io.modelferry.optimizer.recipe;

import io.modelferry.delta.recipe.EightBit;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Weights in eight bits, activations quantised while the model runs: ONNX Runtime's {@code quantize_dynamic}.
 *
 * @param perChannel one scale for each output channel of a weight, not one for all of it
 * @param reduceRange seven bits of the eight are used, so that sums do not saturate on processors without VNNI
 * @param excluded names of nodes that stay in float
 */
public record DynamicQuantisation(EightBit weights, boolean perChannel, boolean reduceRange, SortedSet<String> excluded)
        implements LayerWise {

    public static final DynamicQuantisation INT8 =
            new DynamicQuantisation(EightBit.INT8, false, false, Collections.emptySortedSet());

    public DynamicQuantisation {
        excluded = Collections.unmodifiableSortedSet(new TreeSet<>(excluded));
    }

    @Override
    public String variant() {
        return (weights == EightBit.INT8 ? "int8" : "uint8")
                + "-dynamic"
                + (perChannel ? "-per-channel" : "")
                + (reduceRange ? "-reduce-range" : "");
    }

    @Override
    public DynamicQuantisation excluding(SortedSet<String> nodes) {
        return new DynamicQuantisation(weights, perChannel, reduceRange, nodes);
    }
}
