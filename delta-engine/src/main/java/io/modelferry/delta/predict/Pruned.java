package io.modelferry.delta.predict;

import io.modelferry.delta.ElementType;
import io.modelferry.delta.codec.BaseView;
import io.modelferry.delta.recipe.Channels;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Expects the element of the base, and zero where its magnitude is below the threshold of its channel: magnitude pruning, whose mask is then
 * the thresholds and nothing else.
 *
 * @param keepsSign whether a pruned element keeps its sign, as multiplying by a mask does
 */
@SuppressWarnings("ArrayRecordComponent") // never changed, never compared
record Pruned(ElementType type, boolean keepsSign, Channels channels, float[] thresholds) implements Prediction {

    /** Fewer new zeros than one in so many are no pruning. */
    private static final int RARE = 50;

    private static final int SAMPLE_RUNS = 8;
    private static final int SAMPLE_ELEMENTS = 512;

    static Pruned read(ParameterReader in, Sides sides) throws BadParameters {
        Unchanged.read(sides);
        if (!Floats.isFloating(sides.type())) {
            throw new BadParameters("elements of type " + sides.type() + " are not pruned");
        }
        boolean keepsSign = in.unsignedByte() != 0;
        var channels = Axes.read(in);
        return new Pruned(sides.type(), keepsSign, channels, in.floats(channels.count(), Float.BYTES));
    }

    /** One threshold if that tells what was pruned from what was not, else one for each of the outermost channels. */
    static Optional<Prediction> fit(Operands operands, List<Long> shape) throws IOException {
        if (!promises(operands)) {
            return Optional.empty();
        }
        var channels = Axes.outermost(shape, operands.elements());
        var limits = new Limits(channels.count());
        operands.forEachBlock((first, count, old, current) -> limits.add(channels, first, count, old, current));
        if (limits.zeroed * RARE < operands.elements()) {
            return Optional.empty();
        }
        boolean keepsSign = limits.negativeZeros > 0;
        float all = limits.thresholdOfAll();
        return Optional.of(
                all > 0
                        ? new Pruned(operands.type(), keepsSign, Channels.ONE, new float[] {all})
                        : new Pruned(operands.type(), keepsSign, channels, limits.thresholds()));
    }

    private static boolean promises(Operands operands) throws IOException {
        var limits = new Limits(1);
        operands.forEachSample(
                SAMPLE_RUNS,
                SAMPLE_ELEMENTS,
                (first, count, old, current) -> limits.add(Channels.ONE, first, count, old, current));
        return limits.zeroed > 0;
    }

    /** The largest magnitude that became zero and the smallest that did not, channel by channel. */
    private static final class Limits {

        private final float[] zeroedMax;
        private final float[] keptMin;
        private long zeroed;
        private long negativeZeros;

        Limits(int channels) {
            zeroedMax = new float[channels];
            keptMin = new float[channels];
            Arrays.fill(keptMin, Float.POSITIVE_INFINITY);
        }

        void add(Channels channels, long first, int count, float[] old, float[] current) {
            for (int i = 0; i < count; i++) {
                float magnitude = Math.abs(old[i]);
                if (!(magnitude > 0)) {
                    continue;
                }
                int channel = channels.of(first + i);
                if (current[i] == 0) {
                    zeroed++;
                    negativeZeros += Float.floatToRawIntBits(current[i]) < 0 ? 1 : 0;
                    zeroedMax[channel] = Math.max(zeroedMax[channel], magnitude);
                } else {
                    keptMin[channel] = Math.min(keptMin[channel], magnitude);
                }
            }
        }

        /** 0 if there is none. */
        float thresholdOfAll() {
            float below = 0;
            float from = Float.POSITIVE_INFINITY;
            for (int i = 0; i < zeroedMax.length; i++) {
                below = Math.max(below, zeroedMax[i]);
                from = Math.min(from, keptMin[i]);
            }
            return below < from ? shortest(below, from) : 0;
        }

        float[] thresholds() {
            var thresholds = new float[zeroedMax.length];
            for (int i = 0; i < thresholds.length; i++) {
                boolean apart = zeroedMax[i] < keptMin[i];
                thresholds[i] = apart ? shortest(zeroedMax[i], keptMin[i]) : keptMin[i];
            }
            return thresholds;
        }

        /** Of all floats above {@code below} and at most {@code from} the one with the fewest significant bits. */
        private static float shortest(float below, float from) {
            if (from == Float.POSITIVE_INFINITY) {
                return from;
            }
            for (int dropped = 31; dropped > 0; dropped--) {
                float candidate = Float.intBitsToFloat(Float.floatToRawIntBits(from) & -(1 << dropped));
                if (candidate > below) {
                    return candidate;
                }
            }
            return from;
        }
    }

    @Override
    public Kind kind() {
        return Kind.PRUNED;
    }

    @Override
    public void predict(BaseView base, long first, int count, byte[] out) throws IOException {
        int block = Math.min(Floats.BLOCK, count);
        var bytes = new byte[block * type.width()];
        var floats = new float[block];
        for (int done = 0; done < count; ) {
            int step = Math.min(block, count - done);
            base.read((first + done) * type.width(), bytes, 0, step * type.width());
            System.arraycopy(bytes, 0, out, done * type.width(), step * type.width());
            Floats.load(type, bytes, step, floats);
            prune(first + done, step, floats, out, done);
            done += step;
        }
    }

    private void prune(long first, int count, float[] floats, byte[] out, int at) {
        int width = type.width();
        for (int i = 0; i < count; ) {
            int run = channels.run(first + i, count - i);
            float threshold = thresholds[channels.of(first + i)];
            for (int end = i + run; i < end; i++) {
                if (Math.abs(floats[i]) < threshold) {
                    clear(out, (at + i) * width, width);
                }
            }
        }
    }

    private void clear(byte[] out, int from, int width) {
        int top = from + width - 1;
        int sign = keepsSign ? out[top] & 0x80 : 0;
        for (int i = from; i < top; i++) {
            out[i] = 0;
        }
        out[top] = (byte) sign;
    }

    @Override
    public byte[] parameters() {
        var out = new ParameterWriter().unsignedByte(keepsSign ? 1 : 0);
        Axes.write(channels, out);
        return out.floats(thresholds, Float.BYTES).toByteArray();
    }

    @Override
    public String reason() {
        return channels.count() == 1
                ? "below %s zero".formatted(thresholds[0])
                : "zero below a threshold for each of %d channels".formatted(channels.count());
    }
}
