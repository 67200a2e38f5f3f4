package io.modelferry.control.rollout;

import io.modelferry.control.platform.Refusal;
import io.modelferry.control.registry.tombstone.VersionPins;
import io.modelferry.control.rollout.Freezes.Freeze;
import io.modelferry.control.rollout.plan.GateRule;
import io.modelferry.control.security.AuditTrail;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.data.domain.Limit;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Takes operators' orders. An order holds the rollout's row, so it never meets the engine or another order halfway. */
@Service
class RolloutDesk implements Rollouts {

    private static final int MAX_REASON = 500;

    private final RolloutRows rollouts;
    private final VersionPins pins;
    private final RolloutCreation creation;
    private final StageRunner stages;
    private final WayBack wayBack;
    private final FleetPictures fleet;
    private final RolloutViews views;
    private final Deployments deployments;
    private final RolloutQueue queue;
    private final Freezes freezes;
    private final Reissues reissues;
    private final Journal journal;
    private final Lines lines;
    private final Loans loans;
    private final FloorCheck floor;
    private final FourEyes fourEyes;
    private final AuditTrail audit;
    private final InstantSource clock;

    RolloutDesk(
            RolloutRows rollouts,
            VersionPins pins,
            RolloutCreation creation,
            StageRunner stages,
            WayBack wayBack,
            FleetPictures fleet,
            RolloutViews views,
            Deployments deployments,
            RolloutQueue queue,
            Freezes freezes,
            Reissues reissues,
            Journal journal,
            Lines lines,
            Loans loans,
            FloorCheck floor,
            FourEyes fourEyes,
            AuditTrail audit,
            InstantSource clock) {
        this.rollouts = rollouts;
        this.pins = pins;
        this.creation = creation;
        this.stages = stages;
        this.wayBack = wayBack;
        this.fleet = fleet;
        this.views = views;
        this.deployments = deployments;
        this.queue = queue;
        this.freezes = freezes;
        this.reissues = reissues;
        this.journal = journal;
        this.lines = lines;
        this.loans = loans;
        this.floor = floor;
        this.fourEyes = fourEyes;
        this.audit = audit;
        this.clock = clock;
    }

    @Override
    @Transactional
    public RolloutView create(NewRollout wanted) {
        var cause = Cause.of(Cause.who(), clock.instant(), wanted.model() + " " + wanted.version() + " created");
        pins.pin(wanted.model(), wanted.version());
        var checked = creation.check(wanted, cause);
        var rollout = checked.rollout();
        if (rollout.plan().clearance().dryRun()) {
            return views.planned(rollout, checked.devices());
        }
        checked.superseded().forEach(id -> supersede(id, rollout, cause));
        try {
            rollouts.saveAndFlush(rollout);
        } catch (DataIntegrityViolationException twice) {
            throw Refusal.conflict(
                    "rollout-active", "Another rollout of " + wanted.model() + " was created meanwhile.");
        }
        queue.fill(rollout.id(), rollout.model(), rollout.salt(), checked.classes(), checked.target());
        journal.append(rollout);
        audit.record(
                "rollout.created",
                "rollout",
                rollout.id().value(),
                Map.of(
                        "model",
                        wanted.model().value(),
                        "version",
                        wanted.version().value()));
        return views.whole(rollout);
    }

    /** In the new one's transaction: either both or none. */
    private void supersede(RolloutId id, Rollout by, Cause cause) {
        var old = rollouts.lock(id.value()).orElseThrow(() -> Refusal.notFound("rollout", id));
        old.stop(Cause.of(cause.actor(), cause.at(), "superseded by " + by.id()));
        rollouts.saveAndFlush(old);
        journal.append(old);
        audit.record(
                "rollout.superseded",
                "rollout",
                id.value(),
                Map.of("by", by.id().value()));
    }

    @Override
    @Transactional
    public RolloutView approve(RolloutId id, Order order) {
        return carryOut(id, order, "rollout.approved", (rollout, cause) -> {
            if (rollout.state() == RolloutState.AWAITING_APPROVAL) {
                fourEyes.requireAnother(rollout, cause.actor());
                rollout.approve(cause);
            } else {
                requireQuestion(rollout);
                fourEyes.require(rollout, cause.actor());
                rollout.word(true, cause);
            }
        });
    }

    @Override
    @Transactional
    public RolloutView deny(RolloutId id, Order order) {
        return carryOut(id, order, "rollout.denied", (rollout, cause) -> {
            if (rollout.state() == RolloutState.AWAITING_APPROVAL) {
                rollout.deny(cause);
            } else {
                requireQuestion(rollout);
                rollout.word(false, cause);
            }
        });
    }

    private static void requireQuestion(Rollout rollout) {
        var asks = rollout.plan().rules(rollout.stage()).stream().anyMatch(GateRule.ManualApproval.class::isInstance);
        if (rollout.state() != RolloutState.RUNNING || !asks) {
            throw Refusal.conflict(
                    "nobody-asked",
                    "Rollout " + rollout.id() + " is " + rollout.state() + ", and its current stage asks nobody.");
        }
    }

    @Override
    @Transactional
    public RolloutView retry(RolloutId id, Order order) {
        return carryOut(id, order, "rollout.retried", (rollout, cause) -> {
            if (rollout.state() != RolloutState.RUNNING && rollout.state() != RolloutState.PAUSED) {
                throw Refusal.conflict(
                        "rollout-is-"
                                + rollout.state()
                                        .name()
                                        .toLowerCase(java.util.Locale.ROOT)
                                        .replace('_', '-'),
                        "Rollout " + id + " is " + rollout.state() + ": nothing is tried again.");
            }
            var devices = deployments.again(id, cause.at());
            reissues.retry(devices, rollout.model());
            rollout.note("RETRIED", Cause.of(cause.actor(), cause.at(), devices.size() + " devices: " + cause.why()));
        });
    }

    @Override
    @Transactional
    public RolloutView start(RolloutId id, Order order) {
        return carryOut(id, order, "rollout.started", Rollout::start);
    }

    @Override
    @Transactional
    public RolloutView pause(RolloutId id, Order order) {
        return carryOut(id, order, "rollout.paused", (rollout, cause) -> {
            rollout.pause(cause);
            reissues.of(id, cause.at());
        });
    }

    @Override
    @Transactional
    public RolloutView resume(RolloutId id, Order order) {
        return carryOut(id, order, "rollout.resumed", (rollout, cause) -> {
            rollout.resume(cause);
            reissues.of(id, cause.at());
        });
    }

    @Override
    @Transactional
    public RolloutView stop(RolloutId id, Order order) {
        return carryOut(id, order, "rollout.stopped", Rollout::stop);
    }

    @Override
    @Transactional
    public RolloutView rollback(RolloutId id, Order order) {
        loans.hold(require(id).model()); // it stays the newest until it is on its way back
        return carryOut(id, order, "rollout.rolled-back", (rollout, cause) -> {
            requireNewest(rollout);
            loans.requireFree(rollout.model());
            floor.requireWayBack(rollout);
            rollout.goBack(cause);
            wayBack.take(rollout);
        });
    }

    @Override
    @Transactional
    public RolloutView triggerNext(RolloutId id, Order order) {
        return carryOut(id, order, "rollout.triggered-next", (rollout, cause) -> {
            floor.requireNotBelow(rollout.model(), rollout.version());
            stages.pass(rollout, cause);
        });
    }

    @Override
    @Transactional(readOnly = true)
    public Optional<Freeze> frozen() {
        return freezes.now();
    }

    @Override
    @Transactional
    public Freeze freeze(Order order) {
        var reason = reason(order);
        if (freezes.turnOn(new Freeze(reason, Cause.who(), clock.instant()))) {
            audit.record("fleet.frozen", "fleet", "all", Map.of("reason", reason));
        }
        return freezes.now().orElseThrow();
    }

    @Override
    @Transactional
    public void thaw(Order order) {
        var reason = reason(order);
        if (freezes.turnOff()) {
            audit.record("fleet.thawed", "fleet", "all", Map.of("reason", reason));
        }
    }

    private RolloutView carryOut(RolloutId id, Order order, String action, BiConsumer<Rollout, Cause> verb) {
        var reason = reason(order);
        var rollout = rollouts.lock(id.value()).orElseThrow(() -> Refusal.notFound("rollout", id));
        requireEpoch(rollout, order);
        verb.accept(rollout, Cause.of(Cause.who(), clock.instant(), reason));
        rollouts.saveAndFlush(rollout);
        journal.append(rollout);
        audit.record(
                action,
                "rollout",
                id.value(),
                Map.of("reason", reason, "state", rollout.state().name()));
        return views.whole(rollout);
    }

    private static String reason(Order order) {
        var reason = order.reason().strip();
        if (reason.isEmpty() || reason.length() > MAX_REASON) {
            throw Refusal.invalid("reason-required", "reason: 1 to " + MAX_REASON + " characters that say why.");
        }
        return reason;
    }

    private static void requireEpoch(Rollout rollout, Order order) {
        if (order.epoch() != null && order.epoch() != rollout.epoch()) {
            throw Refusal.conflict(
                    "rollout-moved",
                    "Rollout " + rollout.id() + " has moved on: it is " + rollout.state() + ", epoch " + rollout.epoch()
                            + ". Look again, then decide.");
        }
    }

    private void requireNewest(Rollout rollout) {
        var newest = rollouts.newestOf(rollout.model().value()).orElse(rollout.number());
        if (newest != rollout.number()) {
            throw Refusal.conflict(
                    "not-the-newest",
                    "Rollout " + RolloutId.of(newest) + " came after it: only the newest can be taken back.");
        }
    }

    @Override
    @Transactional(readOnly = true)
    public Optional<RolloutView> find(RolloutId id) {
        return rollouts.findById(id.value()).map(views::whole);
    }

    @Override
    @Transactional(readOnly = true)
    public List<RolloutView> page(@Nullable RolloutId before, int limit) {
        var number = before == null ? Long.MAX_VALUE : require(before).number();
        return rollouts.page(number, Limit.of(limit)).stream().map(views::brief).toList();
    }

    @Override
    @Transactional(readOnly = true)
    public List<TimelineEntry> timeline(RolloutId id, int limit) {
        return journal.timeline(require(id).id(), limit);
    }

    @Override
    @Transactional(readOnly = true)
    public List<RolloutDevice> devices(RolloutId id, Set<DeviceStanding> states, String afterDevice, int limit) {
        var rollout = require(id);
        var page = deployments.page(id, states, afterDevice, limit);
        var picture = fleet.of(page.stream().map(Deployments.Placed::device).toList());
        return page.stream()
                .map(one -> RolloutViews.device(rollout, one, picture))
                .toList();
    }

    @Override
    @Transactional(readOnly = true)
    public List<EvidencePoint> evidence(RolloutId id, int limit) {
        return journal.evidence(require(id).id(), limit);
    }

    @Override
    public Optional<VersionName> current(ModelName model) {
        return lines.of(model).map(Lines.Line::version);
    }

    private Rollout require(RolloutId id) {
        return rollouts.findById(Objects.requireNonNull(id).value()).orElseThrow(() -> Refusal.notFound("rollout", id));
    }
}
