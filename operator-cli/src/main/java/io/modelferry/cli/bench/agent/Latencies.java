package io.modelferry.cli.bench.agent;

import java.util.Arrays;

/** Latencies in microseconds. */
record Latencies(double[] sorted, long failed) {

    static Latencies of(double[] micros, long failed) {
        var sorted = micros.clone();
        Arrays.sort(sorted);
        return new Latencies(sorted, failed);
    }

    /** The nearest rank; NaN of none. */
    double quantile(double q) {
        return sorted.length == 0
                ? Double.NaN
                : sorted[Math.min(sorted.length - 1, (int) Math.ceil(q * sorted.length) - 1)];
    }

    double p50() {
        return quantile(0.5);
    }

    double p99() {
        return quantile(0.99);
    }
}
