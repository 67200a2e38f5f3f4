package io.modelferry.control.rollout.plan;

import io.modelferry.statistics.Guardrails;
import io.modelferry.statistics.Power;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reckons before the start whether the stages can see the drop that their gates are about, if the versions are in truth equal. */
public final class PowerWarning {

    /** As {@code GateAnswers}': the chance that any gate of a stage says what is not so. */
    private static final double ALPHA = 0.05;

    private PowerWarning() {}

    /** One line a stage that cannot, for a person; empty if all can, or if nothing is known to reckon with. */
    public static List<String> of(RolloutPlan plan, FleetFacts facts) {
        var warnings = new ArrayList<String>();
        var sizes = StageSize.of(plan, facts);
        for (var i = 0; i < sizes.size(); i++) {
            for (var rule : plan.rules(i)) {
                if (rule instanceof GateRule.AccuracyDrop accuracy && facts.hasPrevious()) {
                    var warning = warning(plan, i, accuracy, sizes.get(i), facts);
                    if (warning != null) {
                        warnings.add(warning);
                    }
                }
            }
        }
        return warnings;
    }

    private static @Nullable String warning(
            RolloutPlan plan, int stage, GateRule.AccuracyDrop rule, StageSize size, FleetFacts facts) {
        if (facts.labelsADevice() == null || facts.accuracy() == null || size.treated() == 0 || size.control() == 0) {
            return null;
        }
        var where = "stages[" + stage + "] (" + plan.stages().get(stage).name() + "): ";
        if (rule.max() == 0) {
            return where + "a margin of 0 is never proven where versions are equal; allow some drop";
        }
        var alpha = new Guardrails(ALPHA, GateRules.tested(plan.rules(stage))).alphaOfEach();
        var controls = size.control() / (double) size.treated();
        var needed = rule.byDevice()
                ? Power.answersPerArm(facts.accuracy(), rule.max(), 1, alpha)
                : Power.labelsForDrop(facts.accuracy(), rule.max(), controls, alpha);
        var expected = Math.round(size.treated()
                * facts.labelsADevice()
                * Feasibility.days(plan.gate().deadline()));
        return expected >= needed ? null : where + words(plan, rule, expected, needed);
    }

    private static String words(RolloutPlan plan, GateRule.AccuracyDrop rule, long expected, long needed) {
        return String.format(
                Locale.ROOT,
                "cannot see a drop of %.1f points: about %d labelled samples come within %s, %d more are needed; make it larger,"
                        + " gate.deadline longer, or the margin wider",
                100 * rule.max(),
                expected,
                plan.gate().deadline(),
                needed - expected);
    }
}
