package io.modelferry.cli.bench.stats;

import java.util.Locale;

/** How many of how many experiments. */
record Share(long part, long whole) {

    double value() {
        return (double) part / whole;
    }

    /** The standard error of {@link #value} as an estimate of a chance. */
    double samplingError() {
        return Math.sqrt(value() * (1 - value()) / whole);
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%.2f %%", 100 * value());
    }

    String withError() {
        return String.format(Locale.ROOT, "%.2f ± %.2f %%", 100 * value(), 100 * samplingError());
    }
}
