package io.modelferry.control.rollout;

import io.modelferry.control.fleet.SqlCondition;
import io.modelferry.control.platform.ModelferryConfiguration;
import io.modelferry.control.platform.Refusal;
import io.modelferry.control.rollout.Rollouts.NewRollout;
import io.modelferry.control.rollout.plan.Feasibility;
import io.modelferry.control.rollout.plan.FleetFacts;
import io.modelferry.control.rollout.plan.GateRule;
import io.modelferry.control.rollout.plan.PowerWarning;
import io.modelferry.control.rollout.plan.RolloutPlan;
import io.modelferry.control.rollout.plan.StagePlan;
import io.modelferry.control.targeting.TargetFilter;
import io.modelferry.control.targeting.Targets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Shows a plan before it is one: checked like a new rollout, reckoned, never written. */
@Service
class PlanningDesk {

    private final RolloutCreation creation;
    private final Forecasting forecasting;
    private final Targets targets;
    private final TargetFilter filters;
    private final OpenHours openHours;
    private final InstantSource clock;
    private final int approveAbove;

    PlanningDesk(
            RolloutCreation creation,
            Forecasting forecasting,
            Targets targets,
            TargetFilter filters,
            OpenHours openHours,
            InstantSource clock,
            ModelferryConfiguration configuration) {
        this.creation = creation;
        this.forecasting = forecasting;
        this.targets = targets;
        this.filters = filters;
        this.openHours = openHours;
        this.clock = clock;
        this.approveAbove = configuration.rollout().approveAbove();
    }

    /** @throws Refusal as a new rollout, but for another that holds the line: that is a conflict of the forecast */
    @Transactional(readOnly = true)
    public RolloutForecast forecast(NewRollout wanted) {
        var planned = creation.plan(wanted);
        var plan = planned.plan();
        var chosen = plan.stages().stream().map(stage -> chosen(plan, stage)).toList();
        var facts = new FleetFacts(
                planned.devices(), chosen, planned.previous() != null, true, null, null, null, true, clock.instant());
        var stages = forecasting.stages(plan, planned.devices(), chosen);
        var transfers = forecasting.transfers(wanted.model(), wanted.version(), planned.target());
        var asksSomebody = plan.stages().stream()
                .flatMap(stage -> plan.rules(plan.stages().indexOf(stage)).stream())
                .anyMatch(GateRule.ManualApproval.class::isInstance);
        return new RolloutForecast(
                planned.devices(),
                notMoving(wanted, plan),
                stages,
                transfers.bytes(),
                transfers.sites(),
                transfers.bases(),
                asksSomebody ? null : forecasting.finish(plan, stages, planned.target()),
                conflicts(wanted, plan),
                objections(plan, facts, planned.target()),
                PowerWarning.of(plan, facts),
                plan.clearance().approval().needed(planned.devices(), approveAbove));
    }

    private List<String> objections(RolloutPlan plan, FleetFacts facts, SqlCondition target) {
        var objections = new ArrayList<String>();
        Feasibility.objections(plan, facts).forEach(one -> objections.add(one.field() + ": " + one.detail()));
        var never = openHours.never(target, plan.pace().window(), facts.now());
        if (never > 0) {
            objections.add("window: " + never + " of " + facts.targets()
                    + " devices never get it: the windows of rollout, site and device are never open together.");
        }
        return objections;
    }

    private long chosen(RolloutPlan plan, StagePlan stage) {
        if (stage.drawn()) {
            return 0;
        }
        var target = plan.reach().target();
        var own = stage.lab() ? "lab==true" : String.valueOf(stage.filter());
        return filters.count(target.isBlank() ? own : "(" + target + ");(" + own + ")");
    }

    private Map<String, Long> notMoving(NewRollout wanted, RolloutPlan plan) {
        var reasons = new TreeMap<String, Long>();
        targets.explain(wanted.model(), wanted.version(), plan.reach().target(), null)
                .others()
                .forEach((reason, devices) -> reasons.put(reason.name(), devices));
        return reasons;
    }

    private List<String> conflicts(NewRollout wanted, RolloutPlan plan) {
        var conflicts = new ArrayList<String>();
        try {
            creation.requireFreeLine(wanted, plan.clearance().supersedes());
        } catch (Refusal refusal) {
            conflicts.add(refusal.detail());
        }
        return conflicts;
    }
}
