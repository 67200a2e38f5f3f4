package io.modelferry.cli.bench.stats;

import io.modelferry.statistics.Ranked;

/** Latencies in bins that grow by 2 %: a value read from it is off by 1 % at most, as one read from the field's sketches. */
final class Histogram implements Ranked {

    private static final int BINS = 600;
    private static final double GROWTH = Math.log(1.02);

    private final int[] counts = new int[BINS];
    private long count;

    /** @param logValue the logarithm of the value, in units of the median */
    void add(double logValue) {
        counts[Math.clamp(Math.round(logValue / GROWTH) + BINS / 2, 0, BINS - 1)]++;
        count++;
    }

    @Override
    public double count() {
        return count;
    }

    @Override
    public double valueAt(double quantile) {
        var rank = (long) (quantile * (count - 1));
        var bin = 0;
        for (var below = (long) counts[0]; below <= rank; below += counts[bin]) {
            bin++;
        }
        return value(bin);
    }

    @Override
    public double above(double threshold) {
        var above = 0L;
        for (var bin = BINS - 1; bin >= 0 && value(bin) > threshold; bin--) {
            above += counts[bin];
        }
        return above;
    }

    @Override
    public double relativeError() {
        return 0.01;
    }

    private static double value(int bin) {
        return VALUES[bin];
    }

    private static final double[] VALUES = values();

    private static double[] values() {
        var values = new double[BINS];
        for (var bin = 0; bin < BINS; bin++) {
            values[bin] = Math.exp((bin - BINS / 2) * GROWTH);
        }
        return values;
    }
}
