package io.modelferry.control.rollout;

import io.modelferry.control.fleet.SqlCondition;
import io.modelferry.control.optimisation.Variants;
import io.modelferry.control.optimisation.Variants.VariantView;
import io.modelferry.control.platform.ModelferryConfiguration;
import io.modelferry.control.platform.Refusal;
import io.modelferry.control.registry.Recalls;
import io.modelferry.control.registry.Versions;
import io.modelferry.control.rollout.Rollouts.NewRollout;
import io.modelferry.control.rollout.plan.Feasibility;
import io.modelferry.control.rollout.plan.FleetFacts;
import io.modelferry.control.rollout.plan.Gate;
import io.modelferry.control.rollout.plan.PlanCheck;
import io.modelferry.control.rollout.plan.RolloutPlan;
import io.modelferry.control.targeting.TargetFilter;
import io.modelferry.protocol.VersionName;
import io.modelferry.protocol.goal.Probation;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Checks a new rollout against the registry, the fleet and the other rollouts, before anything is written. */
@Component
class RolloutCreation {

    private static final List<RolloutState> ACTIVE =
            List.of(RolloutState.values()).stream().filter(RolloutState::active).toList();

    private final RolloutRows rollouts;
    private final Versions versions;
    private final Variants variants;
    private final Lines lines;
    private final Loans loans;
    private final TargetClasses classes;
    private final FleetSurvey survey;
    private final TargetFilter filters;
    private final Recalls recalls;
    private final FloorCheck floor;
    private final int approveAbove;

    RolloutCreation(
            RolloutRows rollouts,
            Versions versions,
            Variants variants,
            Lines lines,
            Loans loans,
            TargetClasses classes,
            FleetSurvey survey,
            TargetFilter filters,
            Recalls recalls,
            FloorCheck floor,
            ModelferryConfiguration configuration) {
        this.rollouts = rollouts;
        this.versions = versions;
        this.variants = variants;
        this.lines = lines;
        this.loans = loans;
        this.classes = classes;
        this.survey = survey;
        this.filters = filters;
        this.recalls = recalls;
        this.floor = floor;
        this.approveAbove = configuration.rollout().approveAbove();
    }

    /**
     * What was found good.
     *
     * @param classes of the devices that a variant fits
     * @param devices of these classes
     * @param superseded active rollouts that the new one ends
     */
    record Checked(
            Rollout rollout, SqlCondition target, List<String> classes, long devices, List<RolloutId> superseded) {}

    /** A plan that the registry and the fleet allow, whoever holds the line. */
    record Planned(
            RolloutPlan plan,
            @Nullable VersionName previous,
            SqlCondition target,
            List<String> classes,
            FleetFacts facts) {

        long devices() {
            return facts.targets();
        }
    }

    Planned plan(NewRollout wanted) {
        requireVersion(wanted);
        recalls.requireNotRecalled(wanted.model(), wanted.version());
        floor.requireNotBelow(wanted.model(), wanted.version());
        requireVariants(wanted);
        var previous = lines.of(wanted.model()).map(Lines.Line::version).orElse(null);
        var plan = plan(wanted, previous);
        PlanCheck.check(plan, this::fault);
        requireMove(wanted, previous);
        var target = filters.compile(plan.reach().target());
        var fitting = requireDevices(wanted, target);
        return new Planned(
                plan,
                previous,
                target,
                fitting.stream().map(TargetClasses.Count::deviceClass).toList(),
                survey.facts(
                        wanted,
                        plan,
                        fitting.stream().mapToLong(TargetClasses.Count::devices).sum(),
                        previous));
    }

    Checked check(NewRollout wanted, Cause cause) {
        var planned = plan(wanted);
        var plan = planned.plan();
        Feasibility.require(plan, planned.facts());
        if (!plan.clearance().acceptsNoWayBack()) {
            floor.requireWayBack(wanted.model(), planned.previous());
        }
        var superseded = requireFreeLine(wanted, plan.clearance().supersedes());
        var approval = plan.clearance().approval().needed(planned.devices(), approveAbove);
        var rollout = new Rollout(
                rollouts.nextNumber(), wanted.model(), wanted.version(), planned.previous(), plan, approval, cause);
        return new Checked(rollout, planned.target(), planned.classes(), planned.devices(), superseded);
    }

    private void requireVersion(NewRollout wanted) {
        if (versions.find(wanted.model(), wanted.version()).isEmpty()) {
            throw Refusal.invalid(
                            "unknown-version",
                            "version: model '" + wanted.model() + "' has no version '" + wanted.version() + "'.")
                    .about("version");
        }
    }

    private void requireVariants(NewRollout wanted) {
        var made = variants.of(wanted.model(), wanted.version());
        requireSignatures(wanted, made);
        var offered = made.stream().anyMatch(variant -> variant.status().equals("OFFERED"));
        if (!variants.settled(wanted.model(), wanted.version()) || !offered) {
            throw Refusal.invalid(
                            "no-variant-settled",
                            "version: " + wanted.model() + " " + wanted.version()
                                    + (offered
                                            ? " still has variants in the making."
                                            : " has no variant on offer yet."))
                    .about("version");
        }
    }

    private static void requireSignatures(NewRollout wanted, List<VariantView> made) {
        var waiting = made.stream()
                .filter(variant -> variant.status().equals("AWAITING_SIGNATURE"))
                .map(VariantView::variant)
                .toList();
        if (!waiting.isEmpty()) {
            throw Refusal.invalid(
                            "awaiting-signature",
                            "version: %s %s waits for a signature: ferry sign --pending (%s)."
                                    .formatted(wanted.model(), wanted.version(), String.join(", ", waiting)))
                    .about("version");
        }
    }

    private static RolloutPlan plan(NewRollout wanted, @Nullable VersionName previous) {
        var plan = new RolloutPlan(
                wanted.stages(),
                wanted.gate() == null ? Gate.DEVICES_ONLY : wanted.gate(),
                Optional.ofNullable(wanted.probation()).orElse(Probation.DEFAULT),
                wanted.delivery(),
                wanted.hold(),
                wanted.options());
        if (previous != null && !wanted.judged()) {
            plan.requireJudgement(previous);
        }
        return plan;
    }

    private static void requireMove(NewRollout wanted, @Nullable VersionName previous) {
        if (wanted.version().equals(previous)) {
            throw Refusal.conflict(
                    "already-current",
                    "Version " + previous + " is what the devices of " + wanted.model() + " run already.");
        }
    }

    private Optional<String> fault(String filter) {
        try {
            filters.compile(filter);
            return Optional.empty();
        } catch (Refusal bad) {
            return Optional.of(bad.detail());
        }
    }

    private List<TargetClasses.Count> requireDevices(NewRollout wanted, SqlCondition target) {
        var fitting = classes.fitting(wanted.model(), wanted.version(), target);
        if (fitting.isEmpty()) {
            var devices = classes.of(target).stream()
                    .mapToLong(TargetClasses.Count::devices)
                    .sum();
            throw nobody(wanted.options().reach().target(), devices);
        }
        if (wanted.stages().getFirst().lab() && fitting.stream().allMatch(one -> one.lab() == 0)) {
            throw Refusal.invalid(
                            "no-lab-devices", "stages: there is a lab stage, and no device is marked as lab device.")
                    .about("stages");
        }
        return fitting;
    }

    private static Refusal nobody(String target, long devices) {
        if (devices > 0) {
            return Refusal.invalid(
                    "no-devices",
                    "None of " + devices
                            + " devices can get it: no variant fits their class, or they are pinned or opted out.");
        }
        return target.isBlank()
                ? Refusal.invalid("no-devices", "No device is enrolled.")
                : Refusal.invalid("no-devices", "target: fits no device that is enrolled.")
                        .about("target");
    }

    /** @return who holds the line and is to be ended for the new one */
    List<RolloutId> requireFreeLine(NewRollout wanted, List<String> supersedes) {
        loans.hold(wanted.model());
        loans.requireFree(wanted.model());
        var active = rollouts.ofModelIn(wanted.model().value(), ACTIVE);
        active.stream()
                .filter(rollout -> !supersedes.contains(rollout.id().value()))
                .findFirst()
                .ifPresent(RolloutCreation::refuse);
        return active.stream().map(Rollout::id).toList();
    }

    private static void refuse(Rollout active) {
        throw Refusal.conflict(
                "rollout-active",
                "Rollout " + active.id() + " of " + active.model() + " " + active.version() + " is " + active.state()
                        + ": stop it, let it end, or name it in supersedes.");
    }
}
