package io.modelferry.optimizer.calibrate;

import io.modelferry.delta.recipe.ValueRange;
import java.nio.FloatBuffer;
import java.util.stream.LongStream;

/**
 * A histogram of how far an activation's values lie from zero. Edges and bins are those of {@code numpy.histogram} in single
 * precision, percentiles those of the reference tool over all cases at once.
 *
 * @see <a href="https://github.com/microsoft/onnxruntime/blob/v1.30.0/onnxruntime/python/tools/quantization/calibrate.py">
 *     calibrate.py: HistogramCollector.collect_absolute_value, compute_percentile</a>
 */
final class Bins {

    static final int COUNT = 2048;

    /** By which numpy widens an empty range on both sides. */
    private static final float HALF = 0.5f;

    private final Extremes extremes;
    private final float[] edges = new float[COUNT + 1];
    private final long[] counts = new long[COUNT];

    Bins(Extremes extremes) {
        this.extremes = extremes;
        var isOne = extremes.nearest() == extremes.farthest();
        var first = isOne ? extremes.nearest() - HALF : extremes.nearest();
        var last = isOne ? extremes.farthest() + HALF : extremes.farthest();
        var step = (last - first) / COUNT;
        for (int i = 0; i < COUNT; i++) {
            edges[i] = i * step + first;
        }
        edges[COUNT] = last;
    }

    void add(FloatBuffer values) {
        var width = edges[COUNT] - edges[0];
        while (values.hasRemaining()) {
            var value = Math.abs(values.get());
            var bin = Math.clamp((int) ((value - edges[0]) / width * COUNT), 0, COUNT - 1);
            if (value < edges[bin]) {
                bin--;
            } else if (bin < COUNT - 1 && value >= edges[bin + 1]) {
                bin++;
            }
            counts[bin]++;
        }
    }

    /** The range that as many of the values lie in, zero included. */
    ValueRange range(double percent) {
        var distance = edges[firstBinFrom(percent / 100.0)];
        var low = Math.max(-distance, extremes.min());
        var high = Math.min(distance, extremes.max());
        return new ValueRange(Math.min(low, 0), Math.max(high, 0));
    }

    /** The first bin up to which at least this share of all values lies; past the last, if rounding leaves none. */
    private int firstBinFrom(double share) {
        var total = LongStream.of(counts).sum();
        var sum = 0.0;
        for (int i = 0; i < COUNT; i++) {
            sum += total == 0 ? 0 : (double) counts[i] / total;
            if (sum >= share) {
                return i;
            }
        }
        return COUNT;
    }
}
