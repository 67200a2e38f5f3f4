package io.modelferry.delta.predict;

import io.modelferry.delta.ElementType;
import io.modelferry.delta.recipe.Bfloat16;
import io.modelferry.delta.recipe.ChannelMaps;
import io.modelferry.delta.recipe.Channels;
import io.modelferry.delta.recipe.EightBit;
import io.modelferry.delta.recipe.Halves;
import io.modelferry.delta.recipe.Quantisation;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds the recipe that makes a tensor of the target from FLOAT weights of the base: tries all that there are on a sample. */
final class Derivations {

    private static final int SAMPLES = 16;
    private static final int SAMPLE_ELEMENTS = 512;

    private final Tensor base;
    private final Tensor target;
    private final WeightRanges ranges = new WeightRanges();
    private final byte[] expected;
    private final byte[] actual;

    private Derivations(Tensor base, Tensor target) {
        this.base = base;
        this.target = target;
        this.expected = new byte[SAMPLE_ELEMENTS * target.type().width()];
        this.actual = new byte[SAMPLE_ELEMENTS * target.type().width()];
    }

    /** The recipe that comes closest; empty if none can make such a tensor. */
    static Optional<Prediction> fit(Tensor base, Tensor target) throws IOException {
        if (base.type() != ElementType.FLOAT) {
            return Optional.empty();
        }
        return Optional.ofNullable(new Derivations(base, target).closest());
    }

    /** Scales of other weights are only looked for where no range of these fits. */
    private @Nullable Prediction closest() throws IOException {
        var candidates = candidates();
        var closest = closest(candidates);
        if (closest == null || distance(closest) == 0 || target.type().width() > 1) {
            return closest;
        }
        var more = new ArrayList<Prediction>();
        more.add(closest);
        for (var channels : channels()) {
            given(target.type() == ElementType.INT8 ? EightBit.INT8 : EightBit.UINT8, channels)
                    .ifPresent(more::add);
        }
        return closest(more);
    }

    private List<Prediction> candidates() {
        boolean sameCount = base.elements() == target.elements();
        return switch (target.type()) {
            case FLOAT16 ->
                sameCount
                        ? List.of(rounded(Halves.ONNX_RUNTIME), rounded(Halves.ONNX_CONVERTER), rounded(Halves.IEEE))
                        : List.of();
            case BFLOAT16 -> sameCount ? List.of(derived(new Maps.Rounded(new Bfloat16()), 0)) : List.of();
            case INT8 -> sameCount ? quantised(EightBit.INT8) : List.of();
            case UINT8 -> sameCount ? quantised(EightBit.UINT8) : List.of();
            case FLOAT -> sameCount ? List.of() : scales();
            default -> List.of();
        };
    }

    private Prediction rounded(Halves halves) {
        return derived(new Maps.Rounded(halves), 0);
    }

    private List<Prediction> quantised(EightBit type) {
        var all = new ArrayList<Prediction>();
        for (var channels : channels()) {
            for (var quantisation : quantisations(type)) {
                all.add(derived(new Maps.Ranged(quantisation, channels, false, ranges), 0));
            }
        }
        if (base.shape().size() == 2 && base.shape().equals(target.shape().reversed())) {
            for (var quantisation : quantisations(type)) {
                all.add(derived(
                        new Maps.Ranged(quantisation, Channels.ONE, false, ranges),
                        base.shape().getLast()));
            }
        }
        return all;
    }

    private List<Prediction> scales() {
        var all = new ArrayList<Prediction>();
        for (var channels : channels()) {
            if (channels.count() == target.elements() && channels.count() > 1) {
                for (var type : EightBit.values()) {
                    for (var quantisation : quantisations(type)) {
                        all.add(derived(new Maps.Ranged(quantisation, channels, true, ranges), 0));
                    }
                }
            }
        }
        return all;
    }

    private Set<Channels> channels() {
        var all = new LinkedHashSet<Channels>();
        all.add(Channels.ONE);
        all.add(Axes.outermost(base.shape(), base.elements()));
        all.add(Axes.innermost(base.shape()));
        return all;
    }

    private static List<Quantisation> quantisations(EightBit type) {
        var all = new ArrayList<Quantisation>();
        all.add(Quantisation.usual(type));
        for (boolean symmetric : new boolean[] {true, false}) {
            for (boolean reduceRange : new boolean[] {false, true}) {
                var next = new Quantisation(type, symmetric, reduceRange);
                if (!all.contains(next)) {
                    all.add(next);
                }
            }
        }
        return all;
    }

    /** The scales and zero points that fit weights and codes best, channel by channel: codes are a line over weights. */
    private Optional<Prediction> given(EightBit type, Channels channels) throws IOException {
        if (target.elements() / channels.count() < 8) {
            return Optional.empty();
        }
        var moments = new Moments(channels.count());
        var bytes = new byte[Floats.BLOCK * Float.BYTES];
        var weights = new float[Floats.BLOCK];
        var codes = new float[Floats.BLOCK];
        for (long first = 0; first < target.elements(); first += Floats.BLOCK) {
            int count = (int) Math.min(Floats.BLOCK, target.elements() - first);
            base.bytes().read(first * Float.BYTES, bytes, 0, count * Float.BYTES);
            Floats.load(ElementType.FLOAT, bytes, count, weights);
            target.bytes().read(first, bytes, 0, count);
            Floats.load(target.type(), bytes, count, codes);
            moments.add(channels, first, count, weights, codes);
        }
        return Optional.of(derived(given(type, channels, moments), 0));
    }

    private static Maps given(EightBit type, Channels channels, Moments moments) {
        var slopes = new float[channels.count()];
        var offsets = new float[channels.count()];
        moments.fit(slopes, offsets, -1);
        var scales = new float[channels.count()];
        var zeroPoints = new int[channels.count()];
        for (int i = 0; i < scales.length; i++) {
            boolean usable = slopes[i] > 0 && slopes[i] < Float.POSITIVE_INFINITY && 1 / slopes[i] > 0;
            scales[i] = usable ? Float.intBitsToFloat(Float.floatToRawIntBits(1 / slopes[i]) & ~0xff) : 1;
            scales[i] = scales[i] > 0 && Float.isFinite(scales[i]) ? scales[i] : 1;
            zeroPoints[i] = (int) Math.clamp(Math.rint(offsets[i]), type.lowest(), type.highest());
        }
        return new Maps.Given(new ChannelMaps(channels, type, scales, zeroPoints));
    }

    private Prediction derived(Maps maps, long columns) {
        return new Derived(target.type(), maps, columns);
    }

    private @Nullable Prediction closest(List<Prediction> candidates) throws IOException {
        Prediction closest = null;
        long least = Long.MAX_VALUE;
        for (var candidate : candidates) {
            long distance = distance(candidate);
            if (distance < least) {
                least = distance;
                closest = candidate;
            }
            if (distance == 0) {
                break;
            }
        }
        return closest;
    }

    /** Over a sample: of bytes how far they are apart, of anything wider how many differ. */
    private long distance(Prediction candidate) throws IOException {
        int width = target.type().width();
        long distance = 0;
        int count = (int) Math.min(SAMPLE_ELEMENTS, target.elements());
        for (int sample = 0; sample < SAMPLES; sample++) {
            long first = sample * (target.elements() - count) / (SAMPLES - 1);
            candidate.predict(base.bytes(), first, count, expected);
            target.bytes().read(first * width, actual, 0, count * width);
            for (int i = 0; i < count * width; i++) {
                int apart = Math.abs((byte) (expected[i] - actual[i]));
                distance += width == 1 ? apart : Math.min(1, apart);
            }
        }
        return distance;
    }
}
