package io.modelferry.control.rollout.plan;

import io.modelferry.protocol.Spoken;
import io.modelferry.statistics.Guardrails;
import io.modelferry.statistics.Power;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Reckons before the start, from what devices told lately, whether the stages can see by their deadline what their gates are about, if the
 * versions are in truth equal. Rates may change, so this warns and refuses nothing.
 */
public final class PowerWarning {

    /** As {@code GateAnswers}': the chance that any gate of a stage says what is not so. */
    private static final double ALPHA = 0.05;

    private final RolloutPlan plan;
    private final FleetFacts facts;
    private final FieldRates rates;

    private PowerWarning(RolloutPlan plan, FleetFacts facts, FieldRates rates) {
        this.plan = plan;
        this.facts = facts;
        this.rates = rates;
    }

    /**
     * @param rates null if no device told anything
     * @return one line a gate and stage that would not see, for a person; empty if all would
     */
    public static List<String> of(RolloutPlan plan, FleetFacts facts, @Nullable FieldRates rates) {
        if (rates == null) {
            return asksTheField(plan)
                    ? List.of(
                            "no device told what this model does in the last day: nobody can say whether its gates will"
                                    + " have enough to judge by")
                    : List.of();
        }
        return new PowerWarning(plan, facts, rates).warnings();
    }

    private static boolean asksTheField(RolloutPlan plan) {
        for (var stage = 0; stage < plan.stages().size(); stage++) {
            if (plan.rules(stage).stream().anyMatch(GateRule.Measured.class::isInstance)) {
                return true;
            }
        }
        return false;
    }

    private List<String> warnings() {
        var warnings = new ArrayList<String>();
        var sizes = StageSize.of(plan, facts);
        for (var stage = 0; stage < sizes.size(); stage++) {
            for (var rule : plan.rules(stage)) {
                if (rule instanceof GateRule.Measured measured && isAsked(measured, sizes.get(stage))) {
                    var warning = warning(measured, sizes.get(stage), alpha(stage));
                    if (warning != null) {
                        warnings.add("stages[" + stage + "] ("
                                + plan.stages().get(stage).name() + "): " + warning);
                    }
                }
            }
        }
        return warnings;
    }

    /** Where nobody is left to compare with, the gate falls away; an arm of nobody is refused elsewhere. */
    private boolean isAsked(GateRule.Measured rule, StageSize size) {
        return size.treated() > 0 && (!rule.needsControl() || (size.control() > 0 && facts.previous() != null));
    }

    private double alpha(int stage) {
        return new Guardrails(ALPHA, GateRules.tested(plan.rules(stage))).alphaOfEach();
    }

    private @Nullable String warning(GateRule.Measured rule, StageSize size, double alpha) {
        var fewest = rule.needsControl() ? Math.min(size.treated(), size.control()) : size.treated();
        return switch (rule) {
            case GateRule.AccuracyDrop accuracy -> accuracy(accuracy, size, alpha);
            case GateRule.ErrorRate errors -> errors(errors, fewest, alpha);
            case GateRule.LatencyRatio latency ->
                inferences("latency-ratio cannot be told", fewest, latency.minInferences());
            case GateRule.Drift drift ->
                rates.inferences() > 0 && !rates.classified()
                        ? "drift cannot be told: no answer of the last day was of a class; judge by accuracy-drop,"
                                + " error-rate or latency-ratio"
                        : inferences("drift cannot be told", fewest, drift.minInferences());
        };
    }

    private @Nullable String accuracy(GateRule.AccuracyDrop rule, StageSize size, double alpha) {
        if (rule.max() == 0) {
            return "a margin of 0 is never proven where versions are equal; allow some drop";
        }
        if (rates.labels() == 0 || rates.accuracy() == null) {
            return "accuracy-drop cannot be told: no device sent a label in the last day; send feedback, or judge by"
                    + " error-rate, latency-ratio or drift";
        }
        var controls = size.control() / (double) size.treated();
        var power = rule.byDevice()
                ? Power.answersPerArm(rates.accuracy(), rule.max(), 1, alpha)
                : Power.labelsForDrop(rates.accuracy(), rule.max(), controls, alpha);
        var thinner = Math.min(1, controls);
        var needed = Math.max(power, (long) Math.ceil(rule.minSamples() / thinner));
        return missing(
                String.format(Locale.ROOT, "cannot see a drop of %.1f points", 100 * rule.max()),
                "labelled samples",
                rates.labels(),
                size.treated(),
                needed);
    }

    private @Nullable String errors(GateRule.ErrorRate rule, long devices, double alpha) {
        var rate = rates.errorRate();
        if (rule.max() != null && rate != null && rate >= rule.max()) {
            return String.format(
                    Locale.ROOT,
                    "error-rate cannot pass: devices err at %.2f %% already, and %.2f %% is allowed",
                    100 * rate,
                    100 * rule.max());
        }
        var limit = rule.maxRise() != null ? rule.maxRise() : rule.max() == null ? 0 : rule.max() - orZero(rate);
        if (limit == 0) {
            return "a rise of 0 is never proven where versions are equal; allow some";
        }
        var needed = Math.max(rule.minInferences(), Power.answersPerArm(orZero(rate), limit, 1, alpha));
        return inferences(
                String.format(Locale.ROOT, "cannot see a rise of errors by %.2f points", 100 * limit), devices, needed);
    }

    private static double orZero(@Nullable Double rate) {
        return rate == null ? 0 : rate;
    }

    private @Nullable String inferences(String cannot, long devices, long needed) {
        return missing(cannot, "inferences", rates.inferences(), devices, needed);
    }

    private @Nullable String missing(String cannot, String what, double rate, long devices, long needed) {
        var deadline = plan.gate().deadline();
        var expected = FieldRates.within(rate, devices, deadline);
        if (expected >= needed) {
            return null;
        }
        var more = needed - expected;
        return String.format(
                Locale.ROOT,
                "%s: about %d %s come within %s, %d more are needed%s; make the stage larger, gate.deadline longer, or ask for"
                        + " less",
                cannot,
                expected,
                what,
                Spoken.roughly(deadline),
                more,
                rate == 0
                        ? ""
                        : ", about " + Spoken.roughly(FieldRates.until(rate, devices, more)) + " at today's rate");
    }
}
