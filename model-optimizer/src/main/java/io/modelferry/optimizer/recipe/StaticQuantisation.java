package io.modelferry.optimizer.recipe;

import io.modelferry.delta.recipe.EightBit;
import io.modelferry.delta.recipe.ValueRange;
import java.util.Collections;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Weights and activations in eight bits, with {@code QuantizeLinear} and {@code DequantizeLinear} around the operators: ONNX
 * Runtime's {@code quantize_static} in the form QDQ. What activations may be was measured on a calibration set and stands here.
 *
 * @param activations asymmetric codes
 * @param weights symmetric if signed or if each channel has a scale of its own
 * @param perChannel one scale for each output channel of a weight, not one for all of it
 * @param reduceRange weights have seven bits of the eight, so that sums do not saturate on processors without VNNI
 * @param excluded names of nodes that stay in float
 * @param ranges smallest and largest value of each activation that gets codes, by the tensor's name
 */
public record StaticQuantisation(
        EightBit activations,
        EightBit weights,
        boolean perChannel,
        boolean reduceRange,
        SortedSet<String> excluded,
        SortedMap<String, ValueRange> ranges)
        implements LayerWise {

    /** As the reference tool does unless told otherwise; nothing is measured yet. */
    public static final StaticQuantisation INT8 = new StaticQuantisation(
            EightBit.INT8, EightBit.INT8, false, false, Collections.emptySortedSet(), Collections.emptySortedMap());

    /** The same with codes from 0 to 255. */
    public static final StaticQuantisation UINT8 = new StaticQuantisation(
            EightBit.UINT8, EightBit.UINT8, false, false, Collections.emptySortedSet(), Collections.emptySortedMap());

    public StaticQuantisation {
        excluded = Collections.unmodifiableSortedSet(new TreeSet<>(excluded));
        ranges = Collections.unmodifiableSortedMap(new TreeMap<>(ranges));
    }

    @Override
    public String variant() {
        return (weights == EightBit.INT8 ? "int8" : "uint8")
                + "-static"
                + (perChannel ? "-per-channel" : "")
                + (reduceRange ? "-reduce-range" : "");
    }

    @Override
    public StaticQuantisation excluding(SortedSet<String> nodes) {
        return new StaticQuantisation(activations, weights, perChannel, reduceRange, nodes, ranges);
    }

    /** The same with other measurements. */
    public StaticQuantisation measured(SortedMap<String, ValueRange> measured) {
        return new StaticQuantisation(activations, weights, perChannel, reduceRange, excluded, measured);
    }
}
