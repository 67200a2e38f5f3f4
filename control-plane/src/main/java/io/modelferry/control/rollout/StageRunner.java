package io.modelferry.control.rollout;

import io.modelferry.control.delta.Deltas;
import io.modelferry.control.fleet.Devices.DeviceView;
import io.modelferry.control.rollout.Deployments.Placed;
import io.modelferry.control.rollout.GateDecision.Advance;
import io.modelferry.control.rollout.GateDecision.GoBack;
import io.modelferry.control.rollout.GateDecision.Halt;
import io.modelferry.control.rollout.GateDecision.Hold;
import io.modelferry.control.rollout.GateDecision.Stop;
import io.modelferry.control.rollout.GateDecision.Wait;
import io.modelferry.control.rollout.Judge.Comparison;
import io.modelferry.control.rollout.Judge.Judgement;
import io.modelferry.control.rollout.plan.StagePlan;
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

/** Runs the current stage of a rollout: opens it, enlists its devices, asks the gate, does what the gate says. */
@Component
class StageRunner {

    private static final Logger LOG = LoggerFactory.getLogger(StageRunner.class);

    private final Deployments deployments;
    private final Enlistment enlistment;
    private final Arms arms;
    private final WayBack wayBack;
    private final Newcomers newcomers;
    private final Lines lines;
    private final Journal journal;
    private final Deltas deltas;
    private final InstantSource clock;

    StageRunner(
            Deployments deployments,
            Enlistment enlistment,
            Arms arms,
            WayBack wayBack,
            Newcomers newcomers,
            Lines lines,
            Journal journal,
            Deltas deltas,
            InstantSource clock) {
        this.deployments = deployments;
        this.enlistment = enlistment;
        this.arms = arms;
        this.wayBack = wayBack;
        this.newcomers = newcomers;
        this.lines = lines;
        this.journal = journal;
        this.deltas = deltas;
        this.clock = clock;
    }

    void run(Rollout rollout, FleetPicture fleet) {
        var now = clock.instant();
        if (rollout.stageProgress().openedAt == null && !open(rollout, fleet, now)) {
            return;
        }
        var gate = rollout.plan().gate();
        var placed = enlistment.enlist(rollout, deployments.of(rollout.id()), fleet, now);
        var counts = Counting.stage(placed, fleet, rollout.model());
        if (counts.settled(gate)) {
            rollout.settle(cause(now, counts.confirmedLine(), counts, null));
        }
        var judgement = judge(rollout, placed, fleet, now);
        var decision = StageGate.decide(gate, facts(rollout, counts, judgement, now));
        act(rollout, decision, fleet, cause(now, decision.why(), counts, comparison(judgement)), comparison(judgement));
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
        rollout.open(
                cutoff(rollout.salt(), stage, targets),
                Cause.of(Cause.ENGINE, now, "stage '" + stage.name() + "' opened"));
        return true;
    }

    private void awaitDeltas(Rollout rollout, List<ArtifactDigest> unsettled, Instant now) {
        var why = "waiting for deltas to " + unsettled.getFirst().brief()
                + (unsettled.size() > 1 ? " and " + (unsettled.size() - 1) + " more" : "");
        if (rollout.waited(now).compareTo(rollout.plan().gate().deadline()) >= 0) {
            rollout.halt(Cause.of(Cause.ENGINE, now, why));
        } else {
            journal.waiting(rollout, "DELTAS", Cause.of(Cause.ENGINE, now, why), null);
        }
    }

    private static long cutoff(String salt, StagePlan stage, List<DeviceView> targets) {
        var fleet = targets.stream().map(DeviceView::id).toList();
        return stage.lab() ? StageProgress.NO_SHARE : Cohorts.cutoff(salt, fleet, stage.share());
    }

    private @Nullable Judgement judge(Rollout rollout, List<Placed> placed, FleetPicture fleet, Instant now) {
        var openedAt = Optional.ofNullable(rollout.stageProgress().openedAt).orElse(now);
        var judgement = arms.judge(rollout, placed, fleet, openedAt).orElse(null);
        var comparison = comparison(judgement);
        if (judgement != null && comparison != null) {
            var point = new EvidencePoint(now, rollout.stage(), Journal.verdict(judgement), comparison);
            journal.evidence(rollout.id(), point);
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

    private void act(
            Rollout rollout, GateDecision decision, FleetPicture fleet, Cause cause, @Nullable Comparison comparison) {
        switch (decision) {
            case Hold(Wait on, String why) -> journal.waiting(rollout, on.name(), cause, comparison);
            case Advance(String why) -> pass(rollout, fleet, cause);
            case Halt(String why) -> {
                rollout.halt(cause);
                LOG.warn("rollout {} halted: {}", rollout.id(), why);
            }
            case Stop(String why) -> {
                rollout.stop(cause);
                LOG.warn("rollout {} stopped: {}", rollout.id(), why);
            }
            case GoBack(String why) -> {
                rollout.goBack(cause);
                LOG.warn("rollout {} goes back: {}", rollout.id(), why);
                wayBack.take(rollout, fleet);
            }
        }
    }

    /** On to the next stage or to the end, by the gate or by an operator's hand. Everybody reached: the model's line moves. */
    void pass(Rollout rollout, FleetPicture fleet, Cause cause) {
        var everybody = rollout.stageProgress().cutoff == Cohorts.EVERYBODY;
        rollout.pass(cause);
        LOG.info("rollout {} {} stage={}: {}", rollout.id(), rollout.state(), rollout.stage(), cause.why());
        if (rollout.state() == RolloutState.FINISHED && everybody) {
            var terms = rollout.plan().terms();
            lines.move(new Lines.Line(rollout.model(), rollout.version(), terms, rollout.id()), cause.at());
            newcomers.lookAtEverybody(fleet);
        }
    }

    private static @Nullable Comparison comparison(@Nullable Judgement judgement) {
        return judgement == null ? null : judgement.comparison();
    }

    private static Cause cause(Instant now, String why, StageCounts counts, @Nullable Comparison comparison) {
        return new Cause(Cause.ENGINE, now, why, Journal.json(new GateEvidence(counts, comparison)));
    }

    /** What a decision rests on, as it stands in the timeline. */
    record GateEvidence(StageCounts counts, @Nullable Comparison comparison) {}
}
