package io.modelferry.control.rollout.plan;

import io.modelferry.control.platform.Refusal;
import io.modelferry.statistics.DifferenceSequence;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Evaluates a plan's stages and gates before they run, against what is known of the fleet: a gate that could never be told is refused
 * now, not at its deadline.
 */
public final class Feasibility {

    /**
     * What cannot work.
     *
     * @param field that is the trouble
     * @param detail what is wrong, and what would help
     */
    public record Objection(String code, String field, String detail) {}

    private final RolloutPlan plan;
    private final FleetFacts facts;
    private final List<StageSize> sizes;
    private final List<Objection> objections = new ArrayList<>();

    private Feasibility(RolloutPlan plan, FleetFacts facts) {
        this.plan = plan;
        this.facts = facts;
        this.sizes = StageSize.of(plan, facts);
    }

    /** @return in the order of the stages; empty if nothing speaks against it */
    public static List<Objection> objections(RolloutPlan plan, FleetFacts facts) {
        var feasibility = new Feasibility(plan, facts);
        feasibility.look();
        return List.copyOf(feasibility.objections);
    }

    /** @throws Refusal 422 with the first objection */
    public static void require(RolloutPlan plan, FleetFacts facts) {
        objections(plan, facts).stream().findFirst().ifPresent(first -> {
            throw Refusal.invalid(first.code, first.field + ": " + first.detail);
        });
    }

    private void look() {
        var startAt = plan.clearance().startAt();
        if (startAt != null && startAt.isBefore(facts.now())) {
            object("bad-start-at", "startAt", "has passed already; leave it out to start by hand.");
        }
        if (facts.targets() == 0) {
            object("no-devices", "target", "fits no device.");
            return;
        }
        for (var i = 0; i < sizes.size(); i++) {
            size(i);
            for (var rule : plan.rules(i)) {
                rule.measured().ifPresent(new Looking(i)::at);
            }
        }
        control();
    }

    private void size(int position) {
        var stage = plan.stages().get(position);
        var where = "stages[" + position + "]";
        var left = (long) Math.floor(facts.targets() * plan.reach().most() / 100);
        if (stage.count() != null && stage.count() > left) {
            object("stage-too-large", where + ".count", "only " + left + " devices are there and not held out.");
        }
        if (!stage.drawn() && sizes.get(position).treated() == 0) {
            var field = stage.lab() ? ".lab" : ".filter";
            object("stage-empty", where + field, "fits none of " + facts.targets() + " devices.");
        }
        shrinking(position, stage, where);
    }

    /** Two shares, or two counts, were compared without the fleet; one of each can only be compared with it. */
    private void shrinking(int position, StagePlan stage, String where) {
        for (var before = position - 1; before >= 0 && stage.drawn(); before--) {
            var earlier = plan.stages().get(before);
            var mixed = earlier.drawn() && (earlier.count() == null) != (stage.count() == null);
            if (mixed && sizes.get(position).treated() <= sizes.get(before).treated()) {
                object(
                        "stages-not-increasing",
                        where + (stage.count() == null ? ".percent" : ".count"),
                        "no more than the " + sizes.get(before).treated() + " devices of stage '" + earlier.name()
                                + "'.");
                return;
            }
        }
    }

    private void control() {
        var compares = plan.stages().isEmpty() ? null : comparing();
        if (compares == null) {
            return;
        }
        if (!facts.hasPrevious()) {
            object("no-control", compares, "there is no earlier version to compare with.");
        } else if (sizes.stream().allMatch(size -> size.control() == 0)) {
            object(
                    "no-control",
                    compares,
                    "every stage takes everybody, so nobody is left to compare with; begin with a smaller stage, or hold out"
                            + " some percent.");
        }
    }

    private @Nullable String comparing() {
        for (var i = 0; i < sizes.size(); i++) {
            for (var rule : plan.rules(i)) {
                if (rule instanceof GateRule.Measured measured && measured.needsControl()) {
                    return field(i, rule);
                }
            }
        }
        return null;
    }

    /** The rules of one stage. */
    private final class Looking {

        private final int stage;
        private final StageSize size;

        private Looking(int stage) {
            this.stage = stage;
            this.size = sizes.get(stage);
        }

        private void at(GateRule.Measured rule) {
            if (rule.needsControl() && (size.control() == 0 || !facts.hasPrevious())) {
                return; // falls away in this stage; that it does so in every one is told once
            }
            switch (rule) {
                case GateRule.AccuracyDrop accuracy -> accuracy(accuracy);
                case GateRule.ErrorRate errors -> {
                    devices(rule);
                    samples(rule, "inferences", errors.minInferences(), facts.inferencesADevice(), "minInferences");
                }
                case GateRule.LatencyRatio latency -> {
                    devices(rule);
                    samples(rule, "inferences", latency.minInferences(), facts.inferencesADevice(), "minInferences");
                }
                case GateRule.Drift drift -> {
                    if (!facts.classifies()) {
                        object("gate-without-classes", field(stage, rule), "this model answers no classes.");
                    }
                    samples(rule, "inferences", drift.minInferences(), facts.inferencesADevice(), "minInferences");
                }
            }
        }

        private void accuracy(GateRule.AccuracyDrop rule) {
            if (!facts.labelsSeen()) {
                object(
                        "gate-without-labels",
                        field(stage, rule),
                        "no device ever sent a label for this model. Send feedback, or judge by error-rate, latency-ratio or"
                                + " drift.");
                return;
            }
            if (rule.byDevice()) {
                devices(rule);
            }
            samples(rule, "labelled samples", rule.minSamples(), facts.labelsADevice(), "minSamples");
        }

        private void devices(GateRule.Measured rule) {
            var fewest = rule.needsControl() ? Math.min(size.treated(), size.control()) : size.treated();
            if (fewest < DifferenceSequence.LEAST_CLUSTERS) {
                object(
                        "stage-too-small",
                        field(stage, rule),
                        "stage '" + name() + "' has " + fewest + " devices in its smaller arm, and "
                                + DifferenceSequence.LEAST_CLUSTERS + " are needed; make it larger.");
            }
        }

        private void samples(GateRule.Measured rule, String what, long least, @Nullable Double aDay, String minimum) {
            var fewest = rule.needsControl() ? Math.min(size.treated(), size.control()) : size.treated();
            if (aDay == null) {
                return;
            }
            var expected = Math.round(fewest * aDay * days(plan.gate().deadline()));
            if (expected < least) {
                object(
                        "stage-too-small",
                        field(stage, rule),
                        "stage '" + name() + "' has " + fewest + " devices in its smaller arm, which send about "
                                + expected
                                + " " + what + " within " + plan.gate().deadline() + ", and " + least
                                + " are asked for; make the stage larger, gate.deadline longer, or " + minimum
                                + " smaller.");
            }
        }

        private String name() {
            return plan.stages().get(stage).name();
        }
    }

    static double days(Duration span) {
        return span.toSeconds() / (double) Duration.ofDays(1).toSeconds();
    }

    /** Where the rule was written: in the stage, in the plan's list, or in the short form. */
    private String field(int stage, GateRule rule) {
        return field(plan, stage, rule);
    }

    static String field(RolloutPlan plan, int stage, GateRule rule) {
        var own = plan.stages().get(stage).gates().indexOf(rule);
        if (own >= 0) {
            return "stages[" + stage + "].gates[" + own + "]";
        }
        var planned = plan.options().gates().indexOf(rule);
        return planned >= 0 ? "gates[" + planned + "]" : "gate.maxAccuracyDrop";
    }

    private void object(String code, String field, String detail) {
        objections.add(new Objection(code, field, detail));
    }
}
