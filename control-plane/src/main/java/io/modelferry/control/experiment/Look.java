package io.modelferry.control.experiment;

import io.modelferry.control.experiment.ExperimentPlan.Aim;
import io.modelferry.protocol.VersionName;
import io.modelferry.statistics.Drift.Cause;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One look at an experiment: every number that its verdict was reached on. Kept as JSON.
 *
 * @param ratioPValue always-valid, that arms got the units they were to get; null before any unit reported
 * @param drift Jensen-Shannon divergence of the classes answered, of each treatment from control, in arm order; 0…1
 * @param drifts each arm beside the acceptance run of its own version, in arm order; null in a look of before there were such
 */
public record Look(
        Instant at,
        List<ArmLook> arms,
        @Nullable Double ratioPValue,
        boolean ratioMismatch,
        List<Contrast> contrasts,
        List<Double> drift,
        @Nullable List<ArmDrift> drifts) {

    public Look {
        arms = List.copyOf(arms);
        contrasts = List.copyOf(contrasts);
        drift = List.copyOf(drift);
        drifts = drifts == null ? null : List.copyOf(drifts);
    }

    /**
     * One arm's totals.
     *
     * @param drawn devices
     * @param reporting devices that sent evidence about the arm's files, of those that are asked
     * @param units with evidence: devices or sites
     * @param accuracy null without labels
     * @param errorRate null without inferences
     * @param latencyP95Micros null without inferences
     * @param acceptanceAccuracy on the devices; null if none told a run with labels
     * @param shadowCompared inputs that the version answered in shadow as well; null in a look of before it was counted
     * @param shadowAgreement of those, the share answered alike; null without any
     * @param shadowPassedOver inputs it was not shown for want of time; null as {@code shadowCompared}
     * @param asked of the drawn devices, how many are asked for evidence; null in a look of before a part was
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
            @Nullable Long latencyP95Micros,
            @Nullable Double acceptanceAccuracy,
            @Nullable Long shadowCompared,
            @Nullable Double shadowAgreement,
            @Nullable Long shadowPassedOver,
            @Nullable Integer asked) {}

    /**
     * An arm's answers beside the acceptance run of its version. The numbers are null together.
     *
     * @param psi population stability index
     * @param jensenShannon divergence, 0…1
     * @param limit above which the arm has moved: the customary reading, or what chance alone may reach
     * @param cause what moved; null for control, and while either arm has no number
     * @param missing why there is no number; null if there is one
     */
    public record ArmDrift(
            String arm,
            @Nullable Double psi,
            @Nullable Double jensenShannon,
            @Nullable Double limit,
            @Nullable Cause cause,
            @Nullable String missing) {}

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
     * One treatment against control by one metric. {@code effect} and its bounds are a difference, for a latency a share of control's, for
     * drift the treatment's own index, which has no bounds.
     *
     * @param primary false for a guardrail
     * @param effect null without data, as are the bounds, which need a handful of units in both arms
     * @param missing why there is no data, in words; null if there is some
     */
    public record Contrast(
            String arm,
            Aim aim,
            boolean primary,
            @Nullable Double effect,
            @Nullable Double lower,
            @Nullable Double upper,
            Outcome outcome,
            @Nullable String missing) {

        static Contrast of(String arm, Aim aim, boolean primary, double effect, double lower, double upper) {
            var one = aim.metric().gain(lower);
            var other = aim.metric().gain(upper);
            return new Contrast(
                    arm,
                    aim,
                    primary,
                    effect,
                    lower,
                    upper,
                    outcome(aim, Math.min(one, other), Math.max(one, other)),
                    null);
        }

        static Contrast withoutData(String arm, Aim aim, boolean primary, String missing) {
            return new Contrast(arm, aim, primary, null, null, null, Outcome.NO_DATA, missing);
        }

        /** A guardrail that fails if the treatment alone moved. */
        static Contrast drifted(String arm, Aim aim, double psi, Cause cause) {
            var outcome = cause == Cause.MODEL_BROKE ? Outcome.HARM : Outcome.OPEN;
            return new Contrast(arm, aim, false, psi, null, null, outcome, null);
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

    public Optional<ArmDrift> driftOf(String arm) {
        return told().stream().filter(told -> told.arm().equals(arm)).findFirst();
    }

    /** Control's beside whom the others stand; empty in a look of before there were such. */
    public Optional<ArmDrift> controlDrift() {
        return told().stream().findFirst();
    }

    private List<ArmDrift> told() {
        return drifts == null ? List.of() : drifts;
    }

    List<Contrast> guardrailsOf(String arm) {
        return contrasts.stream()
                .filter(contrast -> !contrast.primary() && contrast.arm().equals(arm))
                .toList();
    }
}
