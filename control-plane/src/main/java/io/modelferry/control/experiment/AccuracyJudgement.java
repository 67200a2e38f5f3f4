package io.modelferry.control.experiment;

import io.modelferry.control.rollout.gate.Judge.Comparison;
import io.modelferry.control.rollout.gate.Judge.Judgement;
import io.modelferry.control.rollout.gate.Judge.Judgement.CannotTell;
import io.modelferry.control.rollout.gate.Judge.Judgement.Passed;
import io.modelferry.control.rollout.gate.Judge.Judgement.Worse;
import io.modelferry.control.rollout.gate.Judge.Numbers;
import io.modelferry.control.rollout.plan.GateRule;
import io.modelferry.control.telemetry.Evidence.Sample;
import io.modelferry.statistics.AccuracyDrop;
import java.util.Locale;

/**
 * Accuracy by the answer. Passed means that the drop is proven to lie within the margin, worse that it is proven to lie beyond it; in
 * between, or without the minimum sample in either arm, nothing is told.
 */
final class AccuracyJudgement {

    private AccuracyJudgement() {}

    static Judgement of(GateRule.AccuracyDrop rule, Sample treatment, Sample control, double alpha) {
        if (treatment.labelled() == 0 || control.labelled() == 0) {
            return new CannotTell(null, missing(rule, treatment.labelled(), control.labelled()));
        }
        var drop = AccuracyDrop.of(
                treatment.correct(), treatment.labelled(), control.correct(), control.labelled(), alpha);
        var comparison = new Comparison(
                treatment.labelled(),
                treatment.accuracy(),
                control.labelled(),
                control.accuracy(),
                drop.estimate(),
                drop.lowerBound(),
                drop.upperBound());
        if (treatment.labelled() < rule.minSamples() || control.labelled() < rule.minSamples()) {
            return new CannotTell(
                    comparison, missing(rule, treatment.labelled(), control.labelled()), numbers(comparison));
        }
        if (drop.above(rule.max())) {
            return new Worse(comparison, summary(rule, comparison), numbers(comparison));
        }
        return drop.below(rule.max())
                ? new Passed(comparison, summary(rule, comparison), numbers(comparison))
                : new CannotTell(comparison, summary(rule, comparison), numbers(comparison));
    }

    static String missing(GateRule.AccuracyDrop rule, long treatment, long control) {
        var thin = treatment <= control;
        return "%d of %d labelled samples in %s"
                .formatted(thin ? treatment : control, rule.minSamples(), thin ? "treatment" : "control");
    }

    static Numbers numbers(Comparison seen) {
        return new Numbers(
                "accuracy",
                seen.treatmentLabelled(),
                seen.treatmentAccuracy(),
                seen.controlLabelled(),
                seen.controlAccuracy(),
                seen.drop(),
                seen.lowerBound(),
                seen.upperBound());
    }

    static String summary(GateRule.AccuracyDrop rule, Comparison comparison) {
        return String.format(
                Locale.ROOT,
                "accuracy %.1f %% against %.1f %% in control, a change of %+.1f points (between %+.1f and %+.1f), allowed is %+.1f",
                100 * comparison.treatmentAccuracy(),
                100 * comparison.controlAccuracy(),
                -100 * comparison.drop(),
                -100 * comparison.upperBound(),
                -100 * comparison.lowerBound(),
                -100 * rule.max());
    }
}
