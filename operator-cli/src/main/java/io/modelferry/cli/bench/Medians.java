package io.modelferry.cli.bench;

import java.time.Duration;
import java.util.Collection;
import java.util.List;

/** The middle, and the mean of ratios. Of nothing they are not a number. */
public final class Medians {

    private Medians() {}

    /** @param values at least one; the lower middle of an even count */
    static Duration ofDurations(List<Duration> values) {
        return values.stream().sorted().toList().get((values.size() - 1) / 2);
    }

    public static double of(Collection<Double> values) {
        var sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        if (sorted.length == 0) {
            return Double.NaN;
        }
        return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    }

    static double geometricMean(Collection<Double> ratios) {
        return Math.exp(ratios.stream().mapToDouble(Math::log).average().orElse(Double.NaN));
    }
}
