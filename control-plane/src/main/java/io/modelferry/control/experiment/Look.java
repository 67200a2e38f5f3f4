package io.modelferry.control.experiment;

import io.modelferry.control.experiment.ExperimentPlan.Aim;
import io.modelferry.protocol.VersionName;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One look at an experiment: every number that its verdict was reached on. Kept as JSON.
 *
 * @param ratioPValue always-valid, that arms got the units they were to get; null before any unit reported
 * @param drift Jensen-Shannon divergence of the classes answered, of each treatment from control, in arm order; 0…1
 */
public record Look(
        Instant at,
        List<ArmLook> arms,
        @Nullable Double ratioPValue,
        boolean ratioMismatch,
        List<Contrast> contrasts,
        List<Double> drift) {

    public Look {
        arms = List.copyOf(arms);
        contrasts = List.copyOf(contrasts);
        drift = List.copyOf(drift);
    }

    /**
     * One arm's totals.
     *
     * @param drawn devices
     * @param reporting devices that sent evidence about the arm's files
     * @param units with evidence: devices or sites
     * @param accuracy null without labels
     * @param errorRate null without inferences
     * @param latencyP95Micros null without inferences
     */
    public record ArmLook(
            String name,
            VersionName version,
            double weight,
            int drawn,
            int reporting,
            int units,
            long inferences,
            long errors,
            long labelled,
            long correct,
            @Nullable Double accuracy,
            @Nullable Double errorRate,
            @Nullable Long latencyP95Micros) {}

    /** How one contrast stands to its aim. */
    public enum Outcome {
        NO_DATA,
        /** The bounds leave both open. */
        OPEN,
        /** All that is plausible reaches the aim. */
        MET,
        /** Nothing that is plausible reaches the aim, and harm is not proven. */
        MISSED,
        /** All that is plausible is worse than control, beyond the margin that was allowed. */
        HARM
    }

    /**
     * One treatment against control by one metric. {@code effect} and its bounds are a difference, for a latency a share of control's.
     *
     * @param primary false for a guardrail
     * @param effect null without data, as are the bounds, which need a handful of units in both arms
     */
    public record Contrast(
            String arm,
            Aim aim,
            boolean primary,
            @Nullable Double effect,
            @Nullable Double lower,
            @Nullable Double upper,
            Outcome outcome) {

        static Contrast of(String arm, Aim aim, boolean primary, double effect, double lower, double upper) {
            var one = aim.metric().gain(lower);
            var other = aim.metric().gain(upper);
            return new Contrast(
                    arm, aim, primary, effect, lower, upper, outcome(aim, Math.min(one, other), Math.max(one, other)));
        }

        static Contrast withoutData(String arm, Aim aim, boolean primary) {
            return new Contrast(arm, aim, primary, null, null, null, Outcome.NO_DATA);
        }

        private static Outcome outcome(Aim aim, double least, double most) {
            if (least > aim.bar()) {
                return Outcome.MET;
            }
            if (most < Math.min(0, aim.bar())) {
                return Outcome.HARM;
            }
            return most < aim.bar() ? Outcome.MISSED : Outcome.OPEN;
        }
    }

    /** The contrast that a verdict about {@code arm} rests on. */
    Optional<Contrast> primaryOf(String arm) {
        return contrasts.stream()
                .filter(contrast -> contrast.primary() && contrast.arm().equals(arm))
                .findFirst();
    }

    List<Contrast> guardrailsOf(String arm) {
        return contrasts.stream()
                .filter(contrast -> !contrast.primary() && contrast.arm().equals(arm))
                .toList();
    }
}
