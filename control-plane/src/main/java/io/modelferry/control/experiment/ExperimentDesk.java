package io.modelferry.control.experiment;

import io.modelferry.control.platform.Refusal;
import io.modelferry.control.registry.Versions;
import io.modelferry.control.registry.tombstone.VersionPins;
import io.modelferry.control.rollout.Placements;
import io.modelferry.control.rollout.Placements.Return;
import io.modelferry.control.rollout.Rollouts;
import io.modelferry.control.rollout.Rollouts.NewRollout;
import io.modelferry.control.rollout.Rollouts.Order;
import io.modelferry.control.rollout.plan.Gate;
import io.modelferry.control.rollout.plan.PlanOptions;
import io.modelferry.control.rollout.plan.StagePlan;
import io.modelferry.control.security.AuditTrail;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Takes operators' orders. An order holds the experiment's row, so it never meets the engine halfway. */
@Service
class ExperimentDesk implements Experiments {

    private static final int MAX_REASON = 500;
    private static final String NOBODY = "system";
    private static final List<StagePlan> EVERYBODY = List.of(new StagePlan("100%", 100.0, false, Duration.ZERO));

    private final ExperimentRows rows;
    private final Placements placements;
    private final Rollouts rollouts;
    private final Versions versions;
    private final VersionPins pins;
    private final Forecasts forecasts;
    private final AuditTrail audit;
    private final InstantSource clock;

    ExperimentDesk(
            ExperimentRows rows,
            Placements placements,
            Rollouts rollouts,
            Versions versions,
            VersionPins pins,
            Forecasts forecasts,
            AuditTrail audit,
            InstantSource clock) {
        this.rows = rows;
        this.placements = placements;
        this.rollouts = rollouts;
        this.versions = versions;
        this.pins = pins;
        this.forecasts = forecasts;
        this.audit = audit;
        this.clock = clock;
    }

    @Override
    @Transactional
    public Experiment create(ModelName model, ExperimentPlan plan) {
        PlanRules.check(plan);
        requireVersions(model, plan);
        plan.versions().forEach(version -> pins.pin(model, version));
        if (!forecasts.reaches(model, plan)) {
            throw Refusal.invalid("no-devices", "arms: no enrolled device can run every arm's version.")
                    .about("arms");
        }
        var created = rows.add(model, plan, actor(), clock.instant());
        note(created, "CREATED", words(plan));
        audit.record("experiment.created", "experiment", created.id().value(), Map.of("model", model.value()));
        return created;
    }

    private void requireVersions(ModelName model, ExperimentPlan plan) {
        if (versions.of(model).isEmpty()) {
            throw Refusal.invalid("unknown-model", "model: there is no model '" + model + "'.")
                    .about("model");
        }
        for (var version : plan.versions()) {
            var published = versions.find(model, version);
            if (published.isEmpty()) {
                throw Refusal.invalid(
                                "unknown-version", "arms: model '" + model + "' has no version '" + version + "'.")
                        .about("arms");
            }
            if (published.get().belowFloor()) {
                throw Refusal.conflict(
                                "below-floor",
                                "arms: %s@%s lies below the model's floor: devices refuse it (ferry model floor %s)."
                                        .formatted(model, version, model))
                        .about("arms");
            }
        }
    }

    private static String words(ExperimentPlan plan) {
        return plan.control().version() + " against "
                + String.join(
                        ", ",
                        plan.treatments().stream()
                                .map(arm -> arm.version().value())
                                .toList());
    }

    @Override
    @Transactional
    public Experiment start(ExperimentId id, String reason) {
        var experiment = locked(id, ExperimentState.READY);
        var why = reason(reason);
        requireControl(experiment);
        placements.lend(experiment.model(), id.value());
        return carriedOut(experiment.started(clock.instant()), "STARTED", why);
    }

    /** Whoever is held out, and whoever comes back, runs the model's version: control must be that one. */
    private void requireControl(Experiment experiment) {
        var current = rollouts.current(experiment.model());
        var control = experiment.plan().control().version();
        if (current.isPresent() && !current.get().equals(control)) {
            throw Refusal.conflict(
                    "control-is-not-current",
                    "Control is " + control + ", and the fleet runs " + current.get() + ": make that the first arm.");
        }
    }

    @Override
    @Transactional
    public Experiment stop(ExperimentId id, String reason) {
        var experiment = locked(id, ExperimentState.RUNNING);
        var why = reason(reason);
        placements.giveBack(experiment.model(), id.value(), Return.TO_THE_LINE);
        return carriedOut(experiment.ended(ExperimentState.STOPPED, clock.instant(), null), "STOPPED", why);
    }

    @Override
    @Transactional
    public Experiment ship(ExperimentId id, @Nullable String arm, String reason) {
        var experiment = locked(id, ExperimentState.RUNNING);
        var why = reason(reason);
        var version = winner(experiment, arm);
        placements.giveBack(experiment.model(), id.value(), Return.STAY);
        var terms = placements.terms(experiment.model());
        var rollout = rollouts.create(new NewRollout(
                experiment.model(),
                version,
                EVERYBODY,
                Gate.DEVICES_ONLY,
                terms.probation(),
                terms.delivery(),
                false,
                PlanOptions.DEFAULT,
                true));
        rollouts.start(rollout.id(), new Order("experiment " + id + " shipped it: " + why, null));
        var ended = experiment.ended(
                ExperimentState.SHIPPED, clock.instant(), rollout.id().value());
        return carriedOut(ended, "SHIPPED", version + " goes to everybody by rollout " + rollout.id() + ": " + why);
    }

    /** @param arm null for the one that the numbers say; a person may name another and answers for it */
    private VersionName winner(Experiment experiment, @Nullable String arm) {
        var name = Optional.ofNullable(arm)
                .or(() -> Optional.ofNullable(experiment.winner()))
                .orElseThrow(() -> Refusal.conflict(
                        "not-ready-to-ship",
                        "Experiment " + experiment.id() + " is "
                                + experiment.standing().words() + ": wait, stop it, or name the arm to ship."));
        return experiment.plan().treatments().stream()
                .filter(treatment -> treatment.name().equals(name))
                .findFirst()
                .orElseThrow(() -> Refusal.invalid("unknown-arm", "arm: no treatment is called '" + name + "'.")
                        .about("arm"))
                .version();
    }

    private Experiment locked(ExperimentId id, ExperimentState state) {
        var experiment = rows.lock(id).orElseThrow(() -> Refusal.notFound("experiment", id));
        if (experiment.state() != state) {
            throw Refusal.conflict(
                    "experiment-is-" + experiment.state().name().toLowerCase(Locale.ROOT),
                    "Experiment " + id + " is " + experiment.state() + ": that is not possible now.");
        }
        return experiment;
    }

    private Experiment carriedOut(Experiment changed, String kind, String why) {
        var saved = rows.save(changed);
        note(saved, kind, why);
        audit.record(
                "experiment." + kind.toLowerCase(Locale.ROOT),
                "experiment",
                saved.id().value(),
                Map.of("reason", why));
        return saved;
    }

    private void note(Experiment experiment, String kind, String text) {
        rows.note(experiment.id(), clock.instant(), kind, actor(), text);
    }

    private static String reason(String given) {
        var reason = given.strip();
        if (reason.isEmpty() || reason.length() > MAX_REASON) {
            throw Refusal.invalid("reason-required", "reason: 1 to " + MAX_REASON + " characters that say why.")
                    .about("reason");
        }
        return reason;
    }

    private static String actor() {
        return Optional.ofNullable(SecurityContextHolder.getContext().getAuthentication())
                .map(Authentication::getName)
                .orElse(NOBODY);
    }

    @Override
    public Optional<Experiment> find(ExperimentId id) {
        return rows.find(id);
    }

    @Override
    public List<Experiment> page(@Nullable ExperimentId before, int limit) {
        return rows.page(before == null ? Long.MAX_VALUE : rows.number(before), limit);
    }

    @Override
    public Optional<Look> latest(ExperimentId id) {
        return rows.latest(id);
    }

    @Override
    public List<Look> looks(ExperimentId id, int limit) {
        return rows.looks(id, limit);
    }

    @Override
    public List<Entry> timeline(ExperimentId id) {
        return rows.timeline(id);
    }

    @Override
    @Transactional(readOnly = true)
    public Forecast forecast(ModelName model, ExperimentPlan plan) {
        PlanRules.check(plan);
        requireVersions(model, plan);
        return forecasts.of(model, plan);
    }
}
