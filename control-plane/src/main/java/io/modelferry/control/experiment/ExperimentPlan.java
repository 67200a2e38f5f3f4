package io.modelferry.control.experiment;

import io.modelferry.protocol.VersionName;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * What an experiment compares, among whom, and what would decide it. Fixed when it starts.
 *
 * @param arms two or more; the first is control
 * @param share of the candidates that take part, above 0 up to 1; the others are held out and keep the model's version
 * @param unit what is drawn by lot, and what counts as one in every standard error
 * @param primary what the verdict is about
 * @param guardrails what must not get worse, whatever the primary metric says
 * @param minDuration before which nothing is decided
 * @param maxDuration after which it is inconclusive
 * @param automatic whether a proven loss ends it and takes its devices back
 */
public record ExperimentPlan(
        List<Arm> arms,
        double share,
        Unit unit,
        Aim primary,
        List<Aim> guardrails,
        Duration minDuration,
        Duration maxDuration,
        boolean automatic) {

    public static final Duration DEFAULT_MIN_DURATION = Duration.ofDays(1);
    public static final Duration DEFAULT_MAX_DURATION = Duration.ofDays(28);

    public ExperimentPlan {
        arms = List.copyOf(arms);
        guardrails = List.copyOf(guardrails);
    }

    /** The same plan over other versions, arm by arm. */
    ExperimentPlan map(UnaryOperator<VersionName> version) {
        return new ExperimentPlan(
                arms.stream()
                        .map(arm -> new Arm(arm.name(), version.apply(arm.version()), arm.weight()))
                        .toList(),
                share,
                unit,
                primary,
                guardrails,
                minDuration,
                maxDuration,
                automatic);
    }

    /** @param weight share of the participants, 0…1; all arms' weights make 1 */
    public record Arm(String name, VersionName version, double weight) {}

    /** What is drawn by lot. */
    public enum Unit {
        DEVICE,
        /** All devices of a site go the same way: they see the same scenes, or a person compares them. */
        SITE
    }

    /** What a treatment must show. */
    public enum Proof {
        /** Better by more than the margin. */
        SUPERIOR,
        /** Not worse by the margin or more. */
        NON_INFERIOR
    }

    /**
     * @param margin in the metric's own unit (0.02 is two points of accuracy), for a latency a share of control's (0.2 is a fifth);
     *     never negative
     */
    public record Aim(Metric metric, Proof proof, double margin) {

        /** The gain that divides enough from not enough. */
        public double bar() {
            return proof == Proof.SUPERIOR ? margin : -margin;
        }
    }

    Arm control() {
        return arms.getFirst();
    }

    List<Arm> treatments() {
        return arms.subList(1, arms.size());
    }

    List<VersionName> versions() {
        return arms.stream().map(Arm::version).distinct().toList();
    }
}
