package io.modelferry.control.rollout.plan;

import io.modelferry.control.platform.Refusal;
import io.modelferry.protocol.goal.Probation;
import io.modelferry.protocol.goal.Shadow;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.regex.Pattern;

/** Refuses plans that could never run or never be judged. Asks nobody: what depends on the fleet is checked elsewhere. */
public final class PlanCheck {

    public static final int MAX_STAGES = 20;
    public static final Duration LONGEST = Duration.ofDays(90);
    private static final Pattern STAGE_NAME = Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{N} %._-]{0,39}");

    private PlanCheck() {}

    public static void check(RolloutPlan plan) {
        checkStages(plan.stages());
        checkGate(plan.gate(), plan.stages());
        checkProbation(plan.probation());
    }

    private static void checkStages(List<StagePlan> stages) {
        require(!stages.isEmpty(), "no-stages", "stages: a rollout needs at least one stage.");
        require(stages.size() <= MAX_STAGES, "too-many-stages", "stages: at most " + MAX_STAGES + " are possible.");
        var names = new HashSet<String>();
        var before = -1.0;
        for (var stage : stages) {
            var where = "stages['" + stage.name() + "']";
            require(
                    STAGE_NAME.matcher(stage.name()).matches() && names.add(stage.name()),
                    "bad-stage-name",
                    "stages: names are unique, 1 to 40 letters, digits, spaces, '%', '.', '_' or '-'.");
            require(
                    stage.lab() == (stage.percent() == null),
                    "bad-stage",
                    where + ": give either percent or lab: true.");
            require(
                    stage.lab() || (stage.share() > 0 && stage.share() <= 100),
                    "bad-percent",
                    where + ".percent: must lie above 0 and up to 100.");
            require(
                    !stage.soak().isNegative() && stage.soak().compareTo(LONGEST) <= 0,
                    "bad-soak",
                    where + ".soak: must lie between PT0S and " + LONGEST + ".");
            require(
                    stage.share() > before,
                    "stages-not-increasing",
                    where + ": each stage must be larger than the one before; a lab stage can only be the first.");
            before = stage.share();
        }
    }

    private static void checkGate(Gate gate, List<StagePlan> stages) {
        var drop = gate.maxAccuracyDrop();
        require(
                drop == null || (drop >= 0 && drop < 1),
                "bad-gate",
                "gate.maxAccuracyDrop: must lie from 0 up to below 1.");
        require(gate.minSamples() >= 1, "bad-gate", "gate.minSamples: must be at least 1.");
        require(gate.minVerdicts() >= 1, "bad-gate", "gate.minVerdicts: must be at least 1.");
        require(share(gate.maxFailureShare()), "bad-gate", "gate.maxFailureShare: must lie between 0 and 1.");
        require(
                share(gate.minConfirmedShare()) && gate.minConfirmedShare() > 0,
                "bad-gate",
                "gate.minConfirmedShare: must lie above 0 and up to 1.");
        require(
                gate.deadline().isPositive() && gate.deadline().compareTo(LONGEST) <= 0,
                "bad-gate",
                "gate.deadline: must lie above PT0S and up to " + LONGEST + ".");
        for (var stage : stages) {
            require(
                    stage.soak().compareTo(gate.deadline()) < 0,
                    "deadline-before-soak",
                    "gate.deadline: " + gate.deadline() + " ends before stage '" + stage.name() + "' has soaked for "
                            + stage.soak() + ".");
        }
    }

    private static void checkProbation(Probation probation) {
        require(
                !probation.window().isNegative()
                        && probation.patience().compareTo(probation.window()) >= 0
                        && probation.patience().compareTo(LONGEST) <= 0
                        && probation.minInferences() >= 0
                        && share(probation.maxErrorShare()),
                "bad-probation",
                "probation: window and minInferences must not be negative, patience not shorter than window,"
                        + " maxErrorShare between 0 and 1.");
        require(
                probation.latencyRatio() >= 1
                        && share(probation.sameAnswerShare())
                        && (probation.minAccuracy() == null || share(probation.minAccuracy())),
                "bad-probation",
                "probation: maxLatencyRatio must be at least 1, maxSameAnswerShare and minAccuracy between 0 and 1.");
        if (probation.shadow() != null) {
            checkShadow(probation.shadow());
        }
    }

    private static void checkShadow(Shadow shadow) {
        require(
                share(shadow.share())
                        && shadow.share() > 0
                        && share(shadow.maxCpuShare())
                        && shadow.maxCpuShare() > 0
                        && share(shadow.minAgreement())
                        && shadow.minCompared() >= 1
                        && shadow.patience().isPositive()
                        && shadow.patience().compareTo(LONGEST) <= 0,
                "bad-probation",
                "probation.shadow: share and maxCpuShare must lie above 0 and up to 1, minAgreement between 0 and 1,"
                        + " minCompared be at least 1, patience lie above PT0S and up to " + LONGEST + ".");
    }

    /** NaN is none. */
    private static boolean share(double value) {
        return value >= 0 && value <= 1;
    }

    private static void require(boolean kept, String code, String detail) {
        if (!kept) {
            throw Refusal.invalid(code, detail);
        }
    }
}
