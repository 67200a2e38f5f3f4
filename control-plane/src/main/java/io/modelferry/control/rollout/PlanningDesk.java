package io.modelferry.control.rollout;

import io.modelferry.control.platform.ModelferryConfiguration;
import io.modelferry.control.platform.Refusal;
import io.modelferry.control.rollout.RolloutCreation.Planned;
import io.modelferry.control.rollout.Rollouts.NewRollout;
import io.modelferry.control.rollout.plan.Feasibility;
import io.modelferry.control.rollout.plan.GateRule;
import io.modelferry.control.rollout.plan.PowerWarning;
import io.modelferry.control.rollout.plan.RolloutPlan;
import io.modelferry.control.security.Role;
import io.modelferry.control.security.RoleHolders;
import io.modelferry.control.targeting.Targets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Reckons a plan from the fleet, the registry and what the field told lately. */
@Service
class PlanningDesk implements Planning {

    private final RolloutCreation creation;
    private final Forecasting forecasting;
    private final Targets targets;
    private final RecentField field;
    private final RoleHolders holders;
    private final OpenHours openHours;
    private final DropIn dropIn;
    private final FloorCheck floor;
    private final int approveAbove;

    PlanningDesk(
            RolloutCreation creation,
            Forecasting forecasting,
            Targets targets,
            RecentField field,
            RoleHolders holders,
            OpenHours openHours,
            DropIn dropIn,
            FloorCheck floor,
            ModelferryConfiguration configuration) {
        this.creation = creation;
        this.forecasting = forecasting;
        this.targets = targets;
        this.field = field;
        this.holders = holders;
        this.openHours = openHours;
        this.dropIn = dropIn;
        this.floor = floor;
        this.approveAbove = configuration.rollout().approveAbove();
    }

    @Override
    @Transactional(readOnly = true)
    public RolloutForecast forecast(NewRollout wanted) {
        var planned = creation.plan(wanted);
        var plan = planned.plan();
        var facts = planned.facts();
        var stages = Forecasting.stages(plan, facts);
        var transfers = forecasting.transfers(wanted.model(), wanted.version(), planned.target());
        var needsApproval = plan.clearance().approval().needed(planned.devices(), approveAbove);
        return new RolloutForecast(
                planned.devices(),
                notMoving(wanted, plan),
                stages,
                transfers.bytes(),
                transfers.sites(),
                transfers.bases(),
                asksSomebody(plan) ? null : forecasting.finish(plan, stages, planned.target()),
                conflicts(wanted, planned),
                Feasibility.objections(plan, facts).stream()
                        .map(Feasibility.Objection::line)
                        .toList(),
                warnings(wanted, planned, needsApproval),
                dropIn.obstacles(wanted.model(), planned.previous(), wanted.version()),
                needsApproval);
    }

    private List<String> warnings(NewRollout wanted, Planned planned, boolean needsApproval) {
        var plan = planned.plan();
        var rates = field.lately(wanted.model(), planned.previous()).orElse(null);
        var warnings = new ArrayList<>(PowerWarning.of(plan, planned.facts(), rates));
        if (needsApproval && !holders.anyBut(Cause.who(), Role.APPROVER)) {
            warnings.add("approval: nobody but you has the role APPROVER, and who makes a rollout cannot approve it");
        }
        if (asksSomebody(plan) && !holders.anyBut("", Role.APPROVER)) {
            warnings.add("manual-approval: nobody has the role APPROVER, so the gate would wait for ever");
        }
        var never = openHours.never(
                planned.target(), plan.pace().window(), planned.facts().now());
        if (never > 0) {
            warnings.add(
                    ("window: %d of %d devices never get it: the windows of rollout, site and device are never open"
                                    + " together")
                            .formatted(never, planned.devices()));
        }
        return warnings;
    }

    private static boolean asksSomebody(RolloutPlan plan) {
        return IntStream.range(0, plan.stages().size())
                .anyMatch(stage -> plan.rules(stage).stream().anyMatch(GateRule.ManualApproval.class::isInstance));
    }

    private Map<String, Long> notMoving(NewRollout wanted, RolloutPlan plan) {
        var reasons = new TreeMap<String, Long>();
        targets.explain(wanted.model(), wanted.version(), plan.reach().target(), null)
                .others()
                .forEach((reason, devices) -> reasons.put(reason.word(), devices));
        return reasons;
    }

    private List<String> conflicts(NewRollout wanted, Planned planned) {
        var clearance = planned.plan().clearance();
        var conflicts = new ArrayList<String>();
        if (!clearance.acceptsNoWayBack()) {
            floor.objection(wanted.model(), planned.previous()).ifPresent(conflicts::add);
        }
        try {
            creation.requireFreeLine(wanted, clearance.supersedes());
        } catch (Refusal refusal) {
            conflicts.add(refusal.detail());
        }
        return conflicts;
    }
}
