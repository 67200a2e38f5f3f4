package io.modelferry.control.console;

import io.modelferry.control.experiment.ExperimentPlan;
import io.modelferry.control.experiment.ExperimentPlan.Aim;
import io.modelferry.control.experiment.ExperimentPlan.Arm;
import io.modelferry.control.experiment.ExperimentPlan.Proof;
import io.modelferry.control.experiment.ExperimentPlan.Unit;
import io.modelferry.control.experiment.Metric;
import io.modelferry.control.platform.Refusal;
import io.modelferry.protocol.VersionName;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What stands in the form for a new experiment, as typed. Control is the version that the fleet runs; the command line and the API take
 * more than two arms.
 *
 * @param share in percent
 * @param margin in points of the metric, or per cent of control's latency
 * @param errorGuard points that the error rate may rise by; blank for no guardrail, as {@code latencyGuard} in per cent and
 *     {@code driftGuard}, an index
 */
record ExperimentForm(
        @Nullable String model,
        @Nullable String version,
        @Nullable String share,
        @Nullable String unit,
        @Nullable String metric,
        @Nullable String proof,
        @Nullable String margin,
        @Nullable String errorGuard,
        @Nullable String latencyGuard,
        @Nullable String driftGuard,
        @Nullable String min,
        @Nullable String max,
        @Nullable Boolean automatic,
        @Nullable Boolean startNow) {

    static ExperimentForm fresh(String model, String version) {
        return new ExperimentForm(
                model, version, "100", "DEVICE", "ACCURACY", "SUPERIOR", "0", "1", "20", "", "1 d", "28 d", true, true);
    }

    /** @throws Refusal 422 naming the field */
    ExperimentPlan plan(VersionName control) {
        var treatment = new VersionName(text("version", version));
        return new ExperimentPlan(
                List.of(new Arm("control", control, 0.5), new Arm("treatment", treatment, 0.5)),
                number("share", share) / 100,
                choice(Unit.class, "unit", unit),
                new Aim(
                        choice(Metric.class, "metric", metric),
                        choice(Proof.class, "proof", proof),
                        number("margin", margin) / 100),
                guardrails(),
                Spans.parse("shortest duration", text("shortest duration", min)),
                Spans.parse("longest duration", text("longest duration", max)),
                Boolean.TRUE.equals(automatic));
    }

    private List<Aim> guardrails() {
        var guardrails = new ArrayList<Aim>();
        guard(guardrails, Metric.ERROR_RATE, errorGuard, 100);
        guard(guardrails, Metric.LATENCY_P95, latencyGuard, 100);
        guard(guardrails, Metric.DRIFT, driftGuard, 1);
        return guardrails;
    }

    /** What decides needs no guardrail beside it. */
    private void guard(List<Aim> guardrails, Metric guarded, @Nullable String typed, double unit) {
        if (typed != null && !typed.isBlank() && !guarded.name().equals(metric)) {
            guardrails.add(new Aim(guarded, Proof.NON_INFERIOR, number("guardrail " + guarded.word(), typed) / unit));
        }
    }

    private static <T extends Enum<T>> T choice(Class<T> type, String field, @Nullable String value) {
        try {
            return Enum.valueOf(type, text(field, value));
        } catch (IllegalArgumentException e) {
            throw Refusal.invalid("unknown-choice", field + ": choose one that is offered.");
        }
    }

    static String text(String field, @Nullable String value) {
        if (value == null || value.isBlank()) {
            throw Refusal.invalid("missing", field + ": fill it in.");
        }
        return value.strip();
    }

    private static double number(String field, @Nullable String value) {
        try {
            return Double.parseDouble(text(field, value));
        } catch (NumberFormatException e) {
            throw Refusal.invalid("not-a-number", field + ": write a number.");
        }
    }
}
