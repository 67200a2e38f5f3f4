package io.modelferry.control.experiment;

import io.modelferry.control.experiment.ExperimentPlan.Aim;
import io.modelferry.control.experiment.ExperimentPlan.Arm;
import io.modelferry.control.experiment.ExperimentPlan.Proof;
import io.modelferry.control.experiment.ExperimentPlan.Unit;
import io.modelferry.protocol.VersionName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Plans for tests: control runs version 1, arms b, c, … versions 2, 3, … */
final class Plans {

    static final Duration SHORTEST = Duration.ofMinutes(1);
    static final Duration LONGEST = Duration.ofHours(1);

    private Plans() {}

    static ExperimentPlan twoArms() {
        return weighted(0.5, 0.5);
    }

    static ExperimentPlan weighted(double... weights) {
        var arms = new ArrayList<Arm>();
        for (var i = 0; i < weights.length; i++) {
            var name = i == 0 ? "control" : String.valueOf((char) ('a' + i));
            arms.add(new Arm(name, new VersionName(String.valueOf(i + 1)), weights[i]));
        }
        return new ExperimentPlan(
                arms,
                1,
                Unit.DEVICE,
                new Aim(Metric.ACCURACY, Proof.SUPERIOR, 0),
                List.of(new Aim(Metric.ERROR_RATE, Proof.NON_INFERIOR, 0.02)),
                SHORTEST,
                LONGEST,
                true);
    }

    static ExperimentPlan withShare(ExperimentPlan plan, double share) {
        return new ExperimentPlan(
                plan.arms(),
                share,
                plan.unit(),
                plan.primary(),
                plan.guardrails(),
                plan.minDuration(),
                plan.maxDuration(),
                plan.automatic());
    }

    static ExperimentPlan withPrimary(ExperimentPlan plan, Aim primary) {
        return new ExperimentPlan(
                plan.arms(),
                plan.share(),
                plan.unit(),
                primary,
                plan.guardrails(),
                plan.minDuration(),
                plan.maxDuration(),
                plan.automatic());
    }
}
