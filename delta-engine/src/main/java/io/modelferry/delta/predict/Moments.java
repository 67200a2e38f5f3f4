package io.modelferry.delta.predict;

import io.modelferry.delta.recipe.Channels;
import org.jspecify.annotations.Nullable;

/** Sums over the channels of two tensors, in double precision and in the order of the file, and the line that fits each channel best. */
final class Moments {

    private final long[] count;
    private final double[] x;
    private final double[] y;
    private final double[] xx;
    private final double[] xy;
    private final double[] yy;

    Moments(int channels) {
        count = new long[channels];
        x = new double[channels];
        y = new double[channels];
        xx = new double[channels];
        xy = new double[channels];
        yy = new double[channels];
    }

    /** Elements {@code [first, first + count)} of both tensors. */
    void add(Channels channels, long first, int count, float[] old, float[] current) {
        if (channels.stride() == 1) {
            addAlternating(channels, first, count, old, current);
            return;
        }
        for (int i = 0; i < count; ) {
            int run = channels.run(first + i, count - i);
            add(channels.of(first + i), old, current, i, i + run);
            i += run;
        }
    }

    /** Each element is of the next channel. */
    private void addAlternating(Channels channels, long first, int elements, float[] old, float[] current) {
        int channel = channels.of(first);
        for (int i = 0; i < elements; i++) {
            double a = old[i];
            double b = current[i];
            count[channel]++;
            x[channel] += a;
            y[channel] += b;
            xx[channel] += a * a;
            xy[channel] += a * b;
            yy[channel] += b * b;
            channel = channel + 1 == channels.count() ? 0 : channel + 1;
        }
    }

    /** Elements of each channel that were added, on average over those channels that have some. */
    double perChannel() {
        long elements = 0;
        long channels = 0;
        for (long each : count) {
            elements += each;
            channels += each > 0 ? 1 : 0;
        }
        return (double) elements / Math.max(1, channels);
    }

    private void add(int channel, float[] old, float[] current, int from, int to) {
        double sx = 0;
        double sy = 0;
        double sxx = 0;
        double sxy = 0;
        double syy = 0;
        for (int i = from; i < to; i++) {
            double a = old[i];
            double b = current[i];
            sx += a;
            sy += b;
            sxx += a * a;
            sxy += a * b;
            syy += b * b;
        }
        count[channel] += to - from;
        x[channel] += sx;
        y[channel] += sy;
        xx[channel] += sxx;
        xy[channel] += sxy;
        yy[channel] += syy;
    }

    /**
     * @param offsets null for lines through zero
     * @param kept    the bits of a slope that are stored
     * @return what is left of the squared change, 0 to 1; 1 if there was none
     */
    double fit(float[] slopes, float @Nullable [] offsets, int kept) {
        double before = 0;
        double after = 0;
        for (int i = 0; i < slopes.length; i++) {
            double n = count[i];
            double slope = offsets == null ? xy[i] / xx[i] : (n * xy[i] - x[i] * y[i]) / (n * xx[i] - x[i] * x[i]);
            slopes[i] = Double.isFinite(slope) ? truncated((float) slope, kept) : 1;
            double a = slopes[i];
            double b = 0;
            if (offsets != null) {
                double offset = (y[i] - a * x[i]) / n;
                offsets[i] = Double.isFinite(offset) ? truncated((float) offset, kept) : 0;
                b = offsets[i];
            }
            before += yy[i] - 2 * xy[i] + xx[i];
            after += yy[i] + a * a * xx[i] + n * b * b - 2 * a * xy[i] - 2 * b * y[i] + 2 * a * b * x[i];
        }
        return before > 0 ? after / before : 1;
    }

    private static float truncated(float value, int kept) {
        return Float.intBitsToFloat(Float.floatToRawIntBits(value) + (~kept + 1 >>> 1) & kept);
    }
}
