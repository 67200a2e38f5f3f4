package io.modelferry.control.rollout.plan;

import io.modelferry.protocol.Spoken;
import java.util.List;

/** Refuses gates whose numbers make no sense, or that would end before they could be asked. */
final class GateCheck {

    private static final String CODE = "bad-gate";
    private static final int MAX_RULES = 20;

    private GateCheck() {}

    static void check(RolloutPlan plan) {
        shortForm(plan.gate());
        rules("gates", plan.options().gates());
        Require.that(
                plan.gate().maxAccuracyDrop() == null
                        || plan.options().gates().stream().noneMatch(GateRule.AccuracyDrop.class::isInstance),
                CODE,
                "gate.maxAccuracyDrop",
                "gates has an accuracy-drop too; give one of them.");
        Require.that(
                plan.probation().window().compareTo(plan.gate().deadline()) < 0,
                "deadline-before-probation",
                "gate.deadline",
                Spoken.of(plan.gate().deadline()) + " ends before any device has lived through its probation of "
                        + Spoken.of(plan.probation().window()) + "; make it longer, or probation.window shorter.");
        for (var i = 0; i < plan.stages().size(); i++) {
            var stage = plan.stages().get(i);
            rules("stages[" + i + "].gates", stage.gates());
            Require.that(
                    stage.soak().compareTo(plan.gate().deadline()) < 0,
                    "deadline-before-soak",
                    "gate.deadline",
                    Spoken.of(plan.gate().deadline()) + " ends before stage '" + stage.name() + "' has soaked for "
                            + Spoken.of(stage.soak()) + ".");
        }
    }

    private static void shortForm(Gate gate) {
        var drop = gate.maxAccuracyDrop();
        Require.that(drop == null || below1(drop), CODE, "gate.maxAccuracyDrop", "must lie from 0 up to below 1.");
        Require.that(gate.minSamples() >= 1, CODE, "gate.minSamples", "must be at least 1.");
        Require.that(gate.minVerdicts() >= 1, CODE, "gate.minVerdicts", "must be at least 1.");
        Require.that(Require.share(gate.maxFailureShare()), CODE, "gate.maxFailureShare", "must lie between 0 and 1.");
        Require.that(above0(gate.minConfirmedShare()), CODE, "gate.minConfirmedShare", "must lie above 0 and up to 1.");
        Require.that(
                Require.positive(gate.deadline()),
                CODE,
                "gate.deadline",
                "must lie above 0 s and up to " + Spoken.of(Require.LONGEST) + ".");
    }

    private static void rules(String where, List<GateRule> rules) {
        Require.that(rules.size() <= MAX_RULES, CODE, where, "at most " + MAX_RULES + " are possible.");
        for (var i = 0; i < rules.size(); i++) {
            var rule = rules.get(i);
            var twice = rules.subList(0, i).stream().anyMatch(rule::replaces);
            Require.that(!twice, CODE, where + "[" + i + "]", "there is a " + rule.name() + " already.");
            rule(where + "[" + i + "]", rule);
        }
    }

    private static void rule(String where, GateRule rule) {
        switch (rule) {
            case GateRule.SuccessShare success ->
                Require.that(above0(success.min()), CODE, where + ".min", "must lie above 0 and up to 1.");
            case GateRule.FailureShare failure -> {
                Require.that(Require.share(failure.max()), CODE, where + ".max", "must lie between 0 and 1.");
                Require.that(failure.minVerdicts() >= 1, CODE, where + ".minVerdicts", "must be at least 1.");
            }
            case GateRule.AccuracyDrop accuracy -> {
                Require.that(below1(accuracy.max()), CODE, where + ".max", "must lie from 0 up to below 1.");
                Require.that(accuracy.minSamples() >= 1, CODE, where + ".minSamples", "must be at least 1.");
            }
            case GateRule.LatencyRatio latency -> {
                Require.that(
                        latency.max() >= 1 && Double.isFinite(latency.max()),
                        CODE,
                        where + ".max",
                        "must be at least 1.");
                Require.that(!latency.floor().isNegative(), CODE, where + ".floor", "must not be negative.");
                inferences(where, latency.minInferences());
            }
            case GateRule.ErrorRate errors -> errors(where, errors);
            case GateRule.Drift drift -> {
                Require.that(
                        drift.max() > 0 && Double.isFinite(drift.max()), CODE, where + ".max", "must lie above 0.");
                inferences(where, drift.minInferences());
            }
            case GateRule.Webhook hook -> WebhookAddress.check(where, hook);
            case GateRule.ManualApproval person -> {} // nothing can be wrong with it
        }
    }

    private static void errors(String where, GateRule.ErrorRate errors) {
        Require.that(errors.max() != null || errors.maxRise() != null, CODE, where, "give max, or maxRise, or both.");
        Require.that(
                errors.max() == null || Require.share(errors.max()), CODE, where + ".max", "must lie between 0 and 1.");
        Require.that(
                errors.maxRise() == null || Require.share(errors.maxRise()),
                CODE,
                where + ".maxRise",
                "must lie between 0 and 1.");
        inferences(where, errors.minInferences());
    }

    private static void inferences(String where, long least) {
        Require.that(least >= 1, CODE, where + ".minInferences", "must be at least 1.");
    }

    private static boolean above0(double share) {
        return Require.share(share) && share > 0;
    }

    private static boolean below1(double share) {
        return share >= 0 && share < 1;
    }
}
