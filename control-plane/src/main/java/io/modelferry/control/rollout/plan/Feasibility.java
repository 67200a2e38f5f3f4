package io.modelferry.control.rollout.plan;

import io.modelferry.control.platform.Refusal;
import io.modelferry.statistics.DifferenceSequence;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Evaluates a plan's stages and gates before they run, against what is certain of the fleet: a gate that could never be told is refused
 * now, not at its deadline. What is only unlikely is {@link PowerWarning}'s.
 */
public final class Feasibility {

    /** Of a gate that no device could ever answer. */
    public static final String NEVER_EVALUATED = "gate-never-evaluated";

    /**
     * What cannot work.
     *
     * @param field that is the trouble
     * @param detail what is wrong, and what would help
     */
    public record Objection(String code, String field, String detail) {

        public String line() {
            return field + ": " + detail;
        }
    }

    private final RolloutPlan plan;
    private final FleetFacts facts;
    private final List<StageSize> sizes;
    private final List<Objection> objections = new ArrayList<>();

    private Feasibility(RolloutPlan plan, FleetFacts facts) {
        this.plan = plan;
        this.facts = facts;
        this.sizes = StageSize.of(plan, facts);
    }

    /** @return stages before gates; empty if nothing speaks against it */
    public static List<Objection> objections(RolloutPlan plan, FleetFacts facts) {
        var feasibility = new Feasibility(plan, facts);
        feasibility.look();
        return List.copyOf(feasibility.objections);
    }

    /** @throws Refusal 422 with the code of the first objection and the words of all */
    public static void require(RolloutPlan plan, FleetFacts facts) {
        var objections = objections(plan, facts);
        if (!objections.isEmpty()) {
            throw Refusal.invalid(
                            objections.getFirst().code(),
                            objections.stream().map(Objection::line).collect(Collectors.joining(" ")))
                    .about(objections.getFirst().field());
        }
    }

    private void look() {
        var startAt = plan.clearance().startAt();
        if (startAt != null && startAt.isBefore(facts.now())) {
            object("bad-start-at", "startAt", "has passed already; leave it out to start by hand.");
        }
        for (var stage = 0; stage < sizes.size(); stage++) {
            size(stage);
        }
        comparing().forEach(this::control);
        for (var stage = 0; stage < sizes.size(); stage++) {
            for (var rule : plan.rules(stage)) {
                arms(stage, rule);
            }
        }
    }

    private void size(int position) {
        var stage = plan.stages().get(position);
        var where = "stages[" + position + "]";
        var left = (long) Math.floor(facts.targets() * plan.reach().most() / 100);
        if (stage.count() != null && stage.count() > left) {
            object("stage-too-large", where + ".count", "only " + left + " devices are there and not held out.");
        }
        if (!stage.drawn() && facts.chosen().get(position) == 0) {
            object(
                    "stage-empty",
                    where + (stage.lab() ? ".lab" : ".filter"),
                    "fits none of the " + facts.targets() + " devices that the rollout is about; leave the stage out.");
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

    /** A gate that compares, where it was written and in which stages it holds. */
    private record Comparing(String field, GateRule.Measured rule, List<Integer> stages) {}

    private List<Comparing> comparing() {
        var written = new LinkedHashMap<String, Comparing>();
        for (var stage = 0; stage < sizes.size(); stage++) {
            for (var rule : plan.rules(stage)) {
                if (rule instanceof GateRule.Measured measured && measured.needsControl()) {
                    var field = field(plan, stage, rule);
                    written.computeIfAbsent(field, at -> new Comparing(at, measured, new ArrayList<>()))
                            .stages()
                            .add(stage);
                }
            }
        }
        return List.copyOf(written.values());
    }

    /** Where nobody is left to compare with, a gate falls away; one that does so in all of its stages is none. */
    private void control(Comparing gate) {
        if (facts.previous() == null) {
            object(
                    NEVER_EVALUATED,
                    gate.field(),
                    "this is the model's first rollout, and there is no version to compare with; leave the gate out.");
        } else if (gate.stages().stream().allMatch(stage -> sizes.get(stage).control() == 0)) {
            object(
                    NEVER_EVALUATED,
                    gate.field(),
                    "all " + facts.targets() + " devices have the version by then, and nobody is left on "
                            + facts.previous()
                            + " to compare with; begin with a smaller stage, hold some percent out, or"
                            + " judge by error-rate with max, webhook or manual-approval.");
        }
    }

    /** Bounds over devices have nothing to say of fewer than five. */
    private void arms(int stage, GateRule rule) {
        if (!(rule instanceof GateRule.Measured measured) || !measured.countsDevices()) {
            return;
        }
        var size = sizes.get(stage);
        if (measured.needsControl() && (size.control() == 0 || facts.previous() == null)) {
            return;
        }
        var fewest = measured.needsControl() ? Math.min(size.treated(), size.control()) : size.treated();
        if (fewest < DifferenceSequence.LEAST_CLUSTERS) {
            object(
                    NEVER_EVALUATED,
                    field(plan, stage, rule),
                    "stage '" + plan.stages().get(stage).name() + "' comes to " + size.treated()
                            + " devices with the version"
                            + (measured.needsControl() ? " and " + size.control() + " without" : "") + ", and "
                            + rule.name() + " tells nothing of fewer than " + DifferenceSequence.LEAST_CLUSTERS
                            + "; change the stage's size, or write the gate into the other stages.");
        }
    }

    /** Where the rule was written: in the stage, in the plan's list, or in the short form. */
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
