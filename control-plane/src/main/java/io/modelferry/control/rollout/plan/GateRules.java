package io.modelferry.control.rollout.plan;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** From the short form, the plan's list and a stage's list to the rules that a stage is held to. */
public final class GateRules {

    private GateRules() {}

    /** The flat {@code gate} as rules. */
    static List<GateRule> of(Gate gate) {
        var rules = new ArrayList<GateRule>();
        rules.add(new GateRule.SuccessShare(gate.minConfirmedShare(), GateRule.SuccessShare.DEFAULT.action()));
        rules.add(new GateRule.FailureShare(
                gate.maxFailureShare(), gate.minVerdicts(), GateRule.FailureShare.DEFAULT.action()));
        if (gate.maxAccuracyDrop() != null) {
            rules.add(new GateRule.AccuracyDrop(
                    gate.maxAccuracyDrop(), gate.minSamples(), false, GateRule.AccuracyDrop.DEFAULT.action()));
        }
        return rules;
    }

    /** A rule of {@code nearer} takes the place of the same kind in {@code farther}; the others of both stand. */
    static List<GateRule> over(List<GateRule> farther, List<GateRule> nearer) {
        var rules = new ArrayList<GateRule>();
        for (var rule : farther) {
            if (nearer.stream().noneMatch(other -> other.replaces(rule))) {
                rules.add(rule);
            }
        }
        rules.addAll(nearer);
        rules.sort(Comparator.comparingInt(GateRules::order));
        return List.copyOf(rules);
    }

    /** Devices before models, machines before people: the order in which they are told. */
    private static int order(GateRule rule) {
        return switch (rule) {
            case GateRule.SuccessShare devices -> 0;
            case GateRule.FailureShare devices -> 1;
            case GateRule.AccuracyDrop model -> 2;
            case GateRule.ErrorRate model -> 3;
            case GateRule.LatencyRatio model -> 4;
            case GateRule.Drift model -> 5;
            case GateRule.Webhook word -> 6;
            case GateRule.ManualApproval word -> 7;
        };
    }

    /** Whether anything but the devices' own word is asked: without, nobody would notice a model that answers nonsense in good health. */
    public static boolean judgeTheModel(List<GateRule> rules) {
        return rules.stream().filter(rule -> rule.action() != OnFailure.ADVANCE).anyMatch(rule -> switch (rule) {
            case GateRule.SuccessShare devices -> false;
            case GateRule.FailureShare devices -> false;
            case GateRule.Measured model -> true;
            case GateRule.Webhook word -> true;
            case GateRule.ManualApproval word -> true;
        });
    }

    /** How many share the chance of error, at least one. */
    public static int tested(List<GateRule> rules) {
        return (int) Math.max(
                1,
                rules.stream()
                        .flatMap(rule -> rule.measured().stream())
                        .filter(GateRule.Measured::tested)
                        .count());
    }
}
