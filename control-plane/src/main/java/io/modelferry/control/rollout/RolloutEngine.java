package io.modelferry.control.rollout;

import io.modelferry.control.delta.Deltas;
import io.modelferry.control.fleet.Devices;
import io.modelferry.control.optimisation.Variants;
import io.modelferry.control.rollout.Deployments.Placed;
import io.modelferry.control.rollout.GateDecision.Advance;
import io.modelferry.control.rollout.GateDecision.GoBack;
import io.modelferry.control.rollout.GateDecision.Halt;
import io.modelferry.control.rollout.GateDecision.Hold;
import io.modelferry.control.rollout.GateDecision.Wait;
import io.modelferry.control.rollout.Journal.Watch;
import io.modelferry.control.rollout.Judge.Judgement;
import io.modelferry.protocol.ArtifactDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Takes each rollout one step: opens its stage, enlists devices, asks the gate, does what the gate says. One rollout is one
 * transaction that holds the rollout's row; who finds the row held leaves it alone, so that any number of control planes may tick.
 */
@Component
class RolloutEngine {

    private static final Logger LOG = LoggerFactory.getLogger(RolloutEngine.class);
    private static final String WAITING = "WAITING";

    private final RolloutRows rollouts;
    private final Deployments deployments;
    private final Enlistment enlistment;
    private final Arms arms;
    private final Newcomers newcomers;
    private final Lines lines;
    private final Journal journal;
    private final Devices devices;
    private final Variants variants;
    private final Deltas deltas;
    private final InstantSource clock;
    private final TransactionTemplate transaction;

    RolloutEngine(
            RolloutRows rollouts,
            Deployments deployments,
            Enlistment enlistment,
            Arms arms,
            Newcomers newcomers,
            Lines lines,
            Journal journal,
            Devices devices,
            Variants variants,
            Deltas deltas,
            InstantSource clock,
            TransactionTemplate transaction) {
        this.rollouts = rollouts;
        this.deployments = deployments;
        this.enlistment = enlistment;
        this.arms = arms;
        this.newcomers = newcomers;
        this.lines = lines;
        this.journal = journal;
        this.devices = devices;
        this.variants = variants;
        this.deltas = deltas;
        this.clock = clock;
        this.transaction = transaction;
    }

    /** One look at everything that can move. A rollout that cannot be looked at does not keep the others from it. */
    void tick() {
        for (var id : rollouts.idsIn(List.of(RolloutState.RUNNING, RolloutState.ROLLING_BACK))) {
            try {
                transaction.executeWithoutResult(status -> rollouts.claim(id).ifPresent(this::step));
            } catch (RuntimeException failed) {
                LOG.error("rollout {} could not be looked at", id, failed);
            }
        }
        newcomers.serve();
    }

    /** Sends a rollout's devices back, in the caller's transaction. */
    void sendBack(Rollout rollout) {
        lines.of(rollout.model())
                .filter(line -> line.rollout().equals(rollout.id()))
                .ifPresent(line -> rollout.previousVersion()
                        .ifPresent(version -> lines.move(
                                new Lines.Line(line.model(), version, line.probation(), line.rollout()),
                                clock.instant())));
        enlistment.sendBack(rollout, picture(), clock.instant());
    }

    private void step(Rollout rollout) {
        var fleet = picture();
        switch (rollout.state()) {
            case RUNNING -> run(rollout, fleet);
            case ROLLING_BACK -> comeBack(rollout, fleet);
            case READY, PAUSED, FINISHED, STOPPED, ROLLED_BACK -> {} // moved since it was listed
        }
        journal.append(rollout);
        rollouts.saveAndFlush(rollout);
    }

    private FleetPicture picture() {
        return new FleetPicture(devices.all(), variants);
    }

    private void run(Rollout rollout, FleetPicture fleet) {
        var now = clock.instant();
        if (rollout.stageProgress().openedAt == null && !open(rollout, fleet, now)) {
            return;
        }
        var placed = enlistment.enlist(rollout, deployments.of(rollout.id()), fleet, now);
        var counts = Counting.stage(placed, fleet, rollout.model());
        if (counts.settled(rollout.plan().gate())) {
            rollout.settle(engine(now, counts.confirmedLine(), counts, null));
        }
        var judgement = judge(rollout, placed, fleet, now);
        act(
                rollout,
                StageGate.decide(rollout.plan().gate(), facts(rollout, counts, judgement, now)),
                counts,
                judgement);
    }

    /** Opens the stage once the deltas that its devices will want are there. */
    private boolean open(Rollout rollout, FleetPicture fleet, Instant now) {
        var targets = fleet.targets(rollout.model(), rollout.version());
        var unsettled = targets.stream()
                .flatMap(device -> fleet.wanted(rollout.model(), rollout.version(), device).stream())
                .map(Wanted::digest)
                .distinct()
                .filter(digest -> !deltas.settled(digest))
                .toList();
        if (!unsettled.isEmpty()) {
            awaitDeltas(rollout, unsettled, now);
            return false;
        }
        var stage = rollout.stagePlan();
        var cutoff = stage.lab()
                ? -1
                : Cohorts.cutoff(
                        rollout.salt(),
                        targets.stream().map(Devices.DeviceView::id).toList(),
                        stage.share());
        rollout.open(cutoff, Cause.of(Cause.ENGINE, now, "stage '" + stage.name() + "' opened"));
        return true;
    }

    private void awaitDeltas(Rollout rollout, List<ArtifactDigest> unsettled, Instant now) {
        var why = "waiting for deltas to " + unsettled.getFirst().brief()
                + (unsettled.size() > 1 ? " and " + (unsettled.size() - 1) + " more" : "");
        if (rollout.waited(now).compareTo(rollout.plan().gate().deadline()) >= 0) {
            rollout.halt(Cause.of(Cause.ENGINE, now, why));
        } else {
            wait(rollout, "DELTAS", Cause.of(Cause.ENGINE, now, why), null);
        }
    }

    private @Nullable Judgement judge(Rollout rollout, List<Placed> placed, FleetPicture fleet, Instant now) {
        var openedAt = Optional.ofNullable(rollout.stageProgress().openedAt).orElse(now);
        var judgement = arms.judge(rollout, placed, fleet, openedAt).orElse(null);
        if (judgement != null && judgement.comparison() != null) {
            journal.evidence(
                    rollout.id(),
                    new EvidencePoint(now, rollout.stage(), Journal.verdict(judgement), judgement.comparison()));
        }
        return judgement;
    }

    private static StageFacts facts(Rollout rollout, StageCounts counts, @Nullable Judgement judgement, Instant now) {
        var settledAt = rollout.stageProgress().settledAt;
        return new StageFacts(
                counts,
                rollout.waited(now),
                settledAt == null ? Duration.ZERO : Duration.between(settledAt, now),
                rollout.stagePlan().soak(),
                judgement,
                rollout.plan().last(rollout.stage()),
                rollout.plan().hold(),
                rollout.previousVersion().isPresent());
    }

    private void act(Rollout rollout, GateDecision decision, StageCounts counts, @Nullable Judgement judgement) {
        var cause = engine(clock.instant(), decision.why(), counts, judgement);
        switch (decision) {
            case Hold(Wait on, String why) -> wait(rollout, on.name(), cause, judgement);
            case Advance(String why) -> pass(rollout, cause);
            case Halt(String why) -> {
                rollout.halt(cause);
                LOG.warn("rollout {} halted: {}", rollout.id(), why);
            }
            case GoBack(String why) -> {
                rollout.goBack(cause);
                LOG.warn("rollout {} goes back: {}", rollout.id(), why);
                sendBack(rollout);
            }
        }
    }

    private void wait(Rollout rollout, String on, Cause cause, @Nullable Judgement judgement) {
        var before = journal.watched(rollout.id()).map(Watch::waitsOn).orElse("");
        var kind = rollout.stage() + "/" + on;
        if (!before.equals(kind)) {
            rollout.note(WAITING, cause);
        }
        journal.watch(
                rollout.id(),
                new Watch(cause.at(), kind, cause.why(), judgement == null ? null : judgement.comparison()));
    }

    /** On to the next stage or to the end, by the gate or by an operator's hand. */
    void pass(Rollout rollout, Cause cause) {
        var everybody = rollout.stageProgress().cutoff == Cohorts.EVERYBODY;
        rollout.pass(cause);
        LOG.info("rollout {} {} stage={}: {}", rollout.id(), rollout.state(), rollout.stage(), cause.why());
        if (rollout.state() == RolloutState.FINISHED && everybody) {
            lines.move(
                    new Lines.Line(
                            rollout.model(), rollout.version(), rollout.plan().probation(), rollout.id()),
                    cause.at());
            newcomers.lookAtEverybody(picture());
        }
    }

    private void comeBack(Rollout rollout, FleetPicture fleet) {
        var now = clock.instant();
        enlistment.sendBack(rollout, fleet, now);
        var placed = deployments.of(rollout.id());
        var missing = Enlistment.notBackYet(rollout, placed, fleet);
        var online = placed.stream().filter(one -> fleet.online(one.device())).count();
        var offline = placed.size() - online;
        var line = (online - missing.size()) + "/" + online + " online devices are back"
                + (offline > 0 ? ", " + offline + " offline follow on return" : "");
        if (missing.isEmpty()) {
            rollout.arriveBack(Cause.of(Cause.ENGINE, now, line));
        } else {
            var laggards = "; still waiting for " + missing.getFirst()
                    + (missing.size() > 1 ? " and " + (missing.size() - 1) + " more" : "");
            wait(rollout, "RETURN", Cause.of(Cause.ENGINE, now, line + laggards), null);
        }
    }

    private static Cause engine(Instant now, String why, StageCounts counts, @Nullable Judgement judgement) {
        var comparison = judgement == null ? null : judgement.comparison();
        return new Cause(Cause.ENGINE, now, why, Journal.json(new GateEvidence(counts, comparison)));
    }

    /** What a decision rests on, as it stands in the timeline. */
    record GateEvidence(StageCounts counts, Judge.@Nullable Comparison comparison) {}
}
