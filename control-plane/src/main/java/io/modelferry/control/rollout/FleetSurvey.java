package io.modelferry.control.rollout;

import io.modelferry.control.rollout.Rollouts.NewRollout;
import io.modelferry.control.rollout.plan.FleetFacts;
import io.modelferry.control.rollout.plan.RolloutPlan;
import io.modelferry.control.rollout.plan.StagePlan;
import io.modelferry.control.targeting.TargetFilter;
import io.modelferry.protocol.VersionName;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Counts the devices that a plan is about. */
@Component
class FleetSurvey {

    private final TargetClasses classes;
    private final TargetFilter filters;
    private final InstantSource clock;

    FleetSurvey(TargetClasses classes, TargetFilter filters, InstantSource clock) {
        this.classes = classes;
        this.filters = filters;
        this.clock = clock;
    }

    FleetFacts facts(NewRollout wanted, RolloutPlan plan, long devices, @Nullable VersionName previous) {
        var chosen = plan.stages().stream()
                .map(stage -> stage.drawn() ? 0 : chosen(wanted, plan, stage))
                .toList();
        return new FleetFacts(devices, chosen, previous, clock.instant());
    }

    private long chosen(NewRollout wanted, RolloutPlan plan, StagePlan stage) {
        var target = plan.reach().target();
        var own = stage.lab() ? "lab==true" : String.valueOf(stage.filter());
        var both = target.isBlank() ? own : "(" + target + ");(" + own + ")";
        return classes.fitting(wanted.model(), wanted.version(), filters.compile(both)).stream()
                .mapToLong(TargetClasses.Count::devices)
                .sum();
    }
}
