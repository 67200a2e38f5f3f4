package io.modelferry.optimizer.acceptance;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a variant may cost. A budget that is null is not asked for; one that is asked for and cannot be measured is broken.
 *
 * @param accuracyDrop against the parent, in share of cases; without labels, share of cases that are answered otherwise
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
            reasons.add("its outputs are not all numbers");
        }
        var isLabelled = comparison.accuracyDrop() != null;
        atMost(
                isLabelled ? "it loses" : "it answers",
                isLabelled ? " points of accuracy" : " % of the cases otherwise",
                100,
                comparison.drop(),
                accuracyDrop,
                reasons);
        atMost(
                "its worst class loses",
                " points of accuracy",
                100,
                comparison.worstClassDrop(),
                worstClassDrop,
                reasons);
        atLeast(
                "it agrees with the published model on",
                " % of the cases",
                100,
                comparison.agreement(),
                agreement,
                reasons);
        atLeast("the least cosine of its outputs is", "", 1, comparison.leastCosine(), cosine, reasons);
        atMost("its p95 latency is", " ms", 0.001, variant.latencyP95Micros(), latencyP95Micros, reasons);
        atMost("it takes", " MB of memory", 1e-6, peak, peakBytes, reasons);
        return List.copyOf(reasons);
    }

    private static void atMost(
            String what,
            String unit,
            double scale,
            @Nullable Number is,
            @Nullable Number budget,
            List<String> reasons) {
        if (budget != null && (is == null || !(is.doubleValue() <= budget.doubleValue()))) {
            reasons.add(words(what, unit, scale, is, "at most", budget));
        }
    }

    private static void atLeast(
            String what,
            String unit,
            double scale,
            @Nullable Number is,
            @Nullable Number budget,
            List<String> reasons) {
        if (budget != null && (is == null || !(is.doubleValue() >= budget.doubleValue()))) {
            reasons.add(words(what, unit, scale, is, "at least", budget));
        }
    }

    private static String words(
            String what, String unit, double scale, @Nullable Number is, String bound, Number budget) {
        var limit = String.format(Locale.ROOT, "%s %.2f", bound, scale * budget.doubleValue());
        return is == null
                ? "%s%s: not measured, %s".formatted(what, unit, limit)
                : String.format(Locale.ROOT, "%s %.2f%s, %s", what, scale * is.doubleValue(), unit, limit);
    }
}
