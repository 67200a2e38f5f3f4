package io.modelferry.protocol.goal;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a new model must live through on the device before it is confirmed. Limits that are null are the device's own
 * ({@link #latencyRatio}, {@link #sameAnswerShare}) or are not judged.
 *
 * @param window how long the trial lasts
 * @param minInferences answered inferences before the trial can be confirmed; after {@code window} alone a quiet device waits
 *     up to {@code patience} for them and is then confirmed on what it has
 * @param patience the longest trial
 * @param maxErrorShare failed / all inferences, 0…1; above it (with at least five inferences) the device goes back
 * @param maxLatencyRatio p95 of the session run over that of the model before, both measured on this device
 * @param maxSameAnswerShare share of the most frequent answer, 0…1, where the model before gave several
 * @param minAccuracy correct / labelled, 0…1, judged from twenty labels on
 * @param shadow runs beside the model before for a while, before it answers anything; null is "no"
 */
public record Probation(
        Duration window,
        int minInferences,
        Duration patience,
        double maxErrorShare,
        @Nullable Double maxLatencyRatio,
        @Nullable Double maxSameAnswerShare,
        @Nullable Double minAccuracy,
        @Nullable Shadow shadow) {

    public static final Probation DEFAULT = new Probation(Duration.ofMinutes(10), 20, Duration.ofHours(1), 0.05);

    private static final double USUAL_LATENCY_RATIO = 5;
    private static final double USUAL_SAME_ANSWER_SHARE = 0.995;

    public Probation(Duration window, int minInferences, Duration patience, double maxErrorShare) {
        this(window, minInferences, patience, maxErrorShare, null, null, null, null);
    }

    /** Above it the device goes back. */
    public double latencyRatio() {
        return maxLatencyRatio == null ? USUAL_LATENCY_RATIO : maxLatencyRatio;
    }

    /** Above it the device goes back. */
    public double sameAnswerShare() {
        return maxSameAnswerShare == null ? USUAL_SAME_ANSWER_SHARE : maxSameAnswerShare;
    }
}
