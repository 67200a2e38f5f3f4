package io.modelferry.control.rollout.plan;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One thing that a stage must show before the next one, and what happens if it shows the opposite. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = GateRule.SuccessShare.class, name = "success-share"),
    @JsonSubTypes.Type(value = GateRule.FailureShare.class, name = "failure-share"),
    @JsonSubTypes.Type(value = GateRule.AccuracyDrop.class, name = "accuracy-drop"),
    @JsonSubTypes.Type(value = GateRule.LatencyRatio.class, name = "latency-ratio"),
    @JsonSubTypes.Type(value = GateRule.ErrorRate.class, name = "error-rate"),
    @JsonSubTypes.Type(value = GateRule.Drift.class, name = "drift"),
    @JsonSubTypes.Type(value = GateRule.Webhook.class, name = "webhook"),
    @JsonSubTypes.Type(value = GateRule.ManualApproval.class, name = "manual-approval")
})
public sealed interface GateRule {

    OnFailure action();

    /** A rule about what the field measured: answered by the judge. */
    sealed interface Measured extends GateRule {

        /** Whether it says something without a control cohort. */
        boolean needsControl();

        /** Whether it uses up a share of the chance of error: drift is a description, not a test. */
        boolean tested();

        /** Whether its bounds count devices, so that it says nothing of a few, however much they answer. */
        default boolean countsDevices() {
            return true;
        }
    }

    /**
     * Of the online devices that have not failed, so many attest the version and lived through its probation. It fails at the deadline,
     * never before.
     *
     * @param min share, above 0 up to 1
     */
    record SuccessShare(double min, OnFailure action) implements GateRule {
        public static final SuccessShare DEFAULT = new SuccessShare(Gate.DEFAULT_MIN_CONFIRMED_SHARE, OnFailure.PAUSE);
    }

    /**
     * Failed devices / devices that reached a verdict.
     *
     * @param max share, 0…1
     * @param minVerdicts before the share counts; a smaller stage counts once all of it has one
     */
    record FailureShare(double max, int minVerdicts, OnFailure action) implements GateRule {
        public static final FailureShare DEFAULT =
                new FailureShare(Gate.DEFAULT_MAX_FAILURE_SHARE, Gate.DEFAULT_MIN_VERDICTS, OnFailure.ROLL_BACK);
    }

    /**
     * Labelled accuracy against the concurrent control cohort: not lower by more than a margin.
     *
     * @param max tolerated drop, 0 up to below 1; 0.02 is two points
     * @param minSamples labelled inferences in each arm
     * @param byDevice bounds that count devices instead of answers: wider where a device's answers are kin
     */
    record AccuracyDrop(double max, long minSamples, boolean byDevice, OnFailure action) implements Measured {
        public static final AccuracyDrop DEFAULT =
                new AccuracyDrop(Gate.DEFAULT_MAX_ACCURACY_DROP, Gate.DEFAULT_MIN_SAMPLES, false, OnFailure.ROLL_BACK);

        @Override
        public boolean needsControl() {
            return true;
        }

        @Override
        public boolean tested() {
            return true;
        }

        @Override
        public boolean countsDevices() {
            return byDevice;
        }
    }

    /**
     * 95th percentile of latency, treatment / control.
     *
     * @param max ratio, at least 1
     * @param floor a treatment whose percentile lies below it is not slow, whatever the ratio
     * @param minInferences in each arm
     */
    record LatencyRatio(double max, Duration floor, long minInferences, OnFailure action) implements Measured {
        public static final LatencyRatio DEFAULT =
                new LatencyRatio(1.25, Duration.ofMillis(10), 1000, OnFailure.ROLL_BACK);

        @Override
        public boolean needsControl() {
            return true;
        }

        @Override
        public boolean tested() {
            return true;
        }
    }

    /**
     * Errors / (answers + errors).
     *
     * @param max of the treatment alone, 0…1; null for no such limit
     * @param maxRise treatment − control, 0…1; null for no such limit; one of both is there
     * @param minInferences in each arm that is looked at
     */
    record ErrorRate(@Nullable Double max, @Nullable Double maxRise, long minInferences, OnFailure action)
            implements Measured {
        public static final ErrorRate DEFAULT = new ErrorRate(null, 0.01, 1000, OnFailure.ROLL_BACK);

        @Override
        public boolean needsControl() {
            return maxRise != null;
        }

        @Override
        public boolean tested() {
            return true;
        }
    }

    /**
     * How far the classes that the treatment answers lie from those of control. Fails if the treatment alone moved: then the model did, not
     * the world.
     *
     * @param max population stability index, above 0
     * @param minInferences in each arm
     */
    record Drift(double max, long minInferences, OnFailure action) implements Measured {
        public static final Drift DEFAULT =
                new Drift(io.modelferry.statistics.Drift.ANOTHER_POPULATION, 1000, OnFailure.PAUSE);

        @Override
        public boolean needsControl() {
            return true;
        }

        @Override
        public boolean tested() {
            return false;
        }

        @Override
        public boolean countsDevices() {
            return false;
        }
    }

    /**
     * Another program's word, asked once everything else passed.
     *
     * @param url http or https
     * @param timeout of one request
     */
    record Webhook(URI url, Duration timeout, OnFailure action) implements GateRule {
        public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(10);
        public static final OnFailure DEFAULT_ACTION = OnFailure.PAUSE;
    }

    /** A person's yes, asked for once everything else passed; it waits as long as it takes. */
    record ManualApproval(OnFailure action) implements GateRule {
        public static final ManualApproval DEFAULT = new ManualApproval(OnFailure.STOP);
    }

    /** Its name in JSON. */
    default String name() {
        return switch (this) {
            case SuccessShare rule -> "success-share";
            case FailureShare rule -> "failure-share";
            case AccuracyDrop rule -> "accuracy-drop";
            case LatencyRatio rule -> "latency-ratio";
            case ErrorRate rule -> "error-rate";
            case Drift rule -> "drift";
            case Webhook rule -> "webhook";
            case ManualApproval rule -> "manual-approval";
        };
    }

    /** Whether {@code this} takes the place of {@code other}: of one kind, and for webhooks of one address. */
    default boolean replaces(GateRule other) {
        return getClass() == other.getClass()
                && (!(this instanceof Webhook mine)
                        || !(other instanceof Webhook others)
                        || mine.url.equals(others.url));
    }

    /** As a rule about measurements, if it is one. */
    default Optional<Measured> measured() {
        return this instanceof Measured measured ? Optional.of(measured) : Optional.empty();
    }
}
