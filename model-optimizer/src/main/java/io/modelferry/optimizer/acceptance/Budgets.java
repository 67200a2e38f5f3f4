package io.modelferry.optimizer.acceptance;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a variant may cost. A budget that is null is not asked for; one that is asked for and cannot be measured is broken.
 *
 * @param accuracyDrop against the parent, in share of cases
 * @param worstClassDrop of the class that lost most
 * @param agreement share of cases, at least, with the parent's answer
 * @param cosine of the first output with the parent's, which every single case has to reach
 */
public record Budgets(
        @Nullable Double accuracyDrop,
        @Nullable Double worstClassDrop,
        @Nullable Double agreement,
        @Nullable Double cosine,
        @Nullable Long latencyP95Micros,
        @Nullable Long peakBytes) {

    public static final Budgets NONE = new Budgets(null, null, null, null, null, null);

    /** Why a variant is not offered, one reason a broken budget; empty if it is. */
    List<String> broken(Measurement variant, Comparison comparison, @Nullable Long peak) {
        var reasons = new ArrayList<String>();
        if (!variant.finite()) {
            reasons.add("an output is not a number");
        }
        atMost("accuracy drop", comparison.accuracyDrop(), accuracyDrop, reasons);
        atMost("worst class drop", comparison.worstClassDrop(), worstClassDrop, reasons);
        atLeast("agreement", comparison.agreement(), agreement, reasons);
        atLeast("least output cosine", comparison.leastCosine(), cosine, reasons);
        atMost("p95 latency µs", variant.latencyP95Micros(), latencyP95Micros, reasons);
        atMost("peak memory bytes", peak, peakBytes, reasons);
        return List.copyOf(reasons);
    }

    private static void atMost(String what, @Nullable Number is, @Nullable Number budget, List<String> reasons) {
        if (budget != null && (is == null || !(is.doubleValue() <= budget.doubleValue()))) {
            reasons.add("%s %s, at most %s".formatted(what, is == null ? "unmeasured" : is, budget));
        }
    }

    private static void atLeast(String what, @Nullable Number is, @Nullable Number budget, List<String> reasons) {
        if (budget != null && (is == null || !(is.doubleValue() >= budget.doubleValue()))) {
            reasons.add("%s %s, at least %s".formatted(what, is == null ? "unmeasured" : is, budget));
        }
    }
}
