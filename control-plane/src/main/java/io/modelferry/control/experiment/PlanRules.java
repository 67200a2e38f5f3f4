package io.modelferry.control.experiment;

import io.modelferry.control.experiment.ExperimentPlan.Aim;
import io.modelferry.control.experiment.ExperimentPlan.Proof;
import io.modelferry.control.platform.Refusal;
import java.util.HashSet;

/** What a plan must be before anything is written. Every refusal names the field. */
final class PlanRules {

    private static final int MOST_ARMS = 8;
    private static final int MOST_GUARDRAILS = 5;
    private static final double ROUNDING = 1e-6;
    private static final String NAME = "[a-z0-9][a-z0-9_-]{0,30}";

    private PlanRules() {}

    static void check(ExperimentPlan plan) {
        checkArms(plan);
        if (!(plan.share() > 0 && plan.share() <= 1)) {
            throw Refusal.invalid("bad-share", "share: above 0 up to 1, the part of the candidates that takes part.")
                    .about("share");
        }
        check("primary", plan.primary());
        if (plan.primary().metric() == Metric.DRIFT) {
            throw Refusal.invalid(
                            "bad-primary", "primary: drift warns of harm and proves no gain; make it a guardrail.")
                    .about("primary");
        }
        if (plan.guardrails().size() > MOST_GUARDRAILS) {
            throw Refusal.invalid("bad-guardrail", "guardrails: at most " + MOST_GUARDRAILS + ".")
                    .about("guardrails");
        }
        var metrics = new HashSet<>();
        metrics.add(plan.primary().metric());
        for (var guardrail : plan.guardrails()) {
            check("guardrails", guardrail);
            if (!metrics.add(guardrail.metric())) {
                throw Refusal.invalid(
                                "bad-guardrail",
                                "guardrails: " + guardrail.metric().word()
                                        + " stands there twice or is the primary metric.")
                        .about("guardrails");
            }
        }
        if (plan.minDuration().isNegative() || plan.maxDuration().compareTo(plan.minDuration()) <= 0) {
            throw Refusal.invalid(
                            "bad-duration",
                            "minDuration, maxDuration: not negative, and the longest above the shortest.")
                    .about("minDuration");
        }
    }

    private static void checkArms(ExperimentPlan plan) {
        if (plan.arms().size() < 2 || plan.arms().size() > MOST_ARMS) {
            throw Refusal.invalid("bad-arms", "arms: 2 to " + MOST_ARMS + ", control first.")
                    .about("arms");
        }
        var names = new HashSet<String>();
        var versions = new HashSet<>();
        var weights = 0.0;
        for (var arm : plan.arms()) {
            if (!arm.name().matches(NAME) || !names.add(arm.name())) {
                throw Refusal.invalid("bad-arms", "arms: names must differ and match " + NAME + ".")
                        .about("arms");
            }
            if (!versions.add(arm.version())) {
                throw Refusal.invalid("bad-arms", "arms: version " + arm.version() + " stands in two arms.")
                        .about("arms");
            }
            if (!(arm.weight() > 0 && arm.weight() < 1)) {
                throw Refusal.invalid("bad-weights", "arms: the weight of " + arm.name() + " must lie between 0 and 1.")
                        .about("arms");
            }
            weights += arm.weight();
        }
        if (Math.abs(weights - 1) > ROUNDING) {
            throw Refusal.invalid("bad-weights", "arms: the weights make " + weights + "; they must make 1.")
                    .about("arms");
        }
    }

    private static void check(String field, Aim aim) {
        if (aim.proof() == Proof.SUPERIOR
                && (aim.metric() == Metric.SHADOW_AGREEMENT || aim.metric() == Metric.DRIFT)) {
            throw Refusal.invalid(
                            "bad-proof", field + ": " + aim.metric().word() + " can only be non-inferior to control's.")
                    .about(field);
        }
        if (!(aim.margin() >= 0 && aim.margin() < 1)) {
            throw Refusal.invalid(
                            "bad-margin",
                            field + ": the margin of " + aim.metric().word()
                                    + " must be 0 or more and below 1 (0.02 is two points).")
                    .about(field);
        }
    }
}
