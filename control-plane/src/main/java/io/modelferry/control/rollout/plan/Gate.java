package io.modelferry.control.rollout.plan;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What every stage must show before the next one.
 *
 * @param maxAccuracyDrop tolerated drop of labelled accuracy against the concurrent control cohort, 0…1; null where there is no
 *     version to compare with
 * @param minSamples labelled inferences that each arm must have before anything is said about accuracy
 * @param deadline how long a stage may go without an answer; then the rollout halts
 * @param maxFailureShare failed devices / devices that reached a verdict, 0…1; above it the rollout goes back
 * @param minVerdicts verdicts before the failure share counts; a smaller stage counts once all of it has one
 * @param minConfirmedShare of the stage's online devices that have not failed, how many must be confirmed, 0…1
 */
public record Gate(
        @Nullable Double maxAccuracyDrop,
        long minSamples,
        Duration deadline,
        double maxFailureShare,
        int minVerdicts,
        double minConfirmedShare) {

    public static final double DEFAULT_MAX_ACCURACY_DROP = 0.03;
    public static final long DEFAULT_MIN_SAMPLES = 500;
    public static final Duration DEFAULT_DEADLINE = Duration.ofDays(1);
    public static final double DEFAULT_MAX_FAILURE_SHARE = 0.05;
    public static final int DEFAULT_MIN_VERDICTS = 20;
    public static final double DEFAULT_MIN_CONFIRMED_SHARE = 0.95;

    /** For a model's first rollout, which has no version to be compared with: devices must attest it and live with it. */
    public static final Gate DEVICES_ONLY = new Gate(
            null,
            DEFAULT_MIN_SAMPLES,
            DEFAULT_DEADLINE,
            DEFAULT_MAX_FAILURE_SHARE,
            DEFAULT_MIN_VERDICTS,
            DEFAULT_MIN_CONFIRMED_SHARE);

    /** The same as a list: what the long form would say. */
    public List<GateRule> rules() {
        return GateRules.of(this);
    }
}
