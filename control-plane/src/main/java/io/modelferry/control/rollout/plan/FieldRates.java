package io.modelferry.control.rollout.plan;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What the devices of a model told lately, all versions together: what tomorrow is reckoned from.
 *
 * @param labels labelled answers a device and hour
 * @param inferences answers and errors a device and hour
 * @param classified whether any answer was of a class
 * @param errorRate errors / (answers + errors), 0…1; null if nothing was asked of any device
 * @param accuracy of the version to compare with, correct / labelled; null without labels
 */
public record FieldRates(
        double labels,
        double inferences,
        boolean classified,
        @Nullable Double errorRate,
        @Nullable Double accuracy) {

    private static final double HOUR = Duration.ofHours(1).toSeconds();

    /** Of {@code devices} within {@code span}. */
    static long within(double rate, long devices, Duration span) {
        return Math.round(rate * devices * span.toSeconds() / HOUR);
    }

    /** How long {@code devices} take for so many; the rate must lie above 0. */
    static Duration until(double rate, long devices, long count) {
        return Duration.ofSeconds((long) Math.ceil(count / (rate * devices) * HOUR));
    }
}
