package io.modelferry.control.rollout;

import io.modelferry.control.delta.Deltas;
import io.modelferry.control.rollout.GateDecision.Advance;
import io.modelferry.control.rollout.GateDecision.GoBack;
import io.modelferry.control.rollout.GateDecision.Halt;
import io.modelferry.control.rollout.GateDecision.Hold;
import io.modelferry.control.rollout.GateDecision.Stop;
import io.modelferry.control.rollout.GateDecision.Wait;
import io.modelferry.control.rollout.Judge.Comparison;
import io.modelferry.control.rollout.Judge.Judgement;
import io.modelferry.control.rollout.Tally.Counted;
import io.modelferry.protocol.ArtifactDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Runs the current stage of a rollout: opens it, enlists its devices, asks the gate, does what the gate says. */
@Component
class StageRunner {

    private static final Logger LOG = LoggerFactory.getLogger(StageRunner.class);

    private final Enlistment enlistment;
    private final RolloutQueue queue;
    private final Tally tally;
    private final Evaluations evaluations;
    private final TargetClasses classes;
    private final GoalRows goals;
    private final WayBack wayBack;
    private final Newcomers newcomers;
    private final Lines lines;
    private final Journal journal;
    private final Deltas deltas;
    private final InstantSource clock;

    StageRunner(
            Enlistment enlistment,
            RolloutQueue queue,
            Tally tally,
            Evaluations evaluations,
            TargetClasses classes,
            GoalRows goals,
            WayBack wayBack,
            Newcomers newcomers,
            Lines lines,
            Journal journal,
            Deltas deltas,
            InstantSource clock) {
        this.enlistment = enlistment;
        this.queue = queue;
        this.tally = tally;
        this.evaluations = evaluations;
        this.classes = classes;
        this.goals = goals;
        this.wayBack = wayBack;
        this.newcomers = newcomers;
        this.lines = lines;
        this.journal = journal;
        this.deltas = deltas;
        this.clock = clock;
    }

    /**
     * One step.
     *
     * @param frozen nobody new, and no stage passes
     * @return whether devices could join at once
     */
    boolean run(Rollout rollout, boolean frozen) {
        var now = clock.instant();
        if (rollout.stageProgress().openedAt == null && (frozen || !open(rollout, now))) {
            return false;
        }
        var taken = frozen ? 0 : enlistment.enlist(rollout, rollout.stageProgress().cutoff, Enlistment.BATCH, now);
        decide(rollout, frozen, now);
        return taken == Enlistment.BATCH && rollout.state() == RolloutState.RUNNING;
    }

    private void decide(Rollout rollout, boolean frozen, Instant now) {
        var gate = rollout.plan().gate();
        var counted = tally.of(rollout.id());
        var counts = counted.counts();
        var handingOut = queue.waiting(rollout.id(), rollout.stageProgress().cutoff);
        if (!handingOut) {
            rollout.placedAll(now);
            if (counts.settled(gate)) {
                rollout.settle(cause(now, counts.confirmedLine(), counts, null));
            }
        }
        var judgement = evaluations.judge(rollout, now).orElse(null);
        var decision = StageGate.decide(gate, facts(rollout, counts, judgement, now));
        if (!(decision instanceof GoBack)) {
            if (handingOut) {
                decision = new Hold(Wait.DEVICES, handingOutLine(rollout, counted));
            } else if (frozen && decision instanceof Advance passed) {
                decision = new Hold(Wait.FROZEN, "the fleet is frozen; otherwise passed: " + passed.why());
            }
        }
        var comparison = comparison(judgement);
        act(rollout, decision, cause(now, decision.why(), counts, comparison), comparison);
    }

    private static String handingOutLine(Rollout rollout, Counted counted) {
        var given = counted.of(Tally.Alike::placed);
        return "giving the version out: " + given + " of " + Math.max(given, rollout.stageProgress().size)
                + " devices have it or are on the way; " + counted.counts().confirmedLine();
    }

    /** Opens the stage once the deltas that its devices will want are there. */
    private boolean open(Rollout rollout, Instant now) {
        var unsettled = classes.files(rollout.model(), rollout.version(), Target.EVERYBODY).stream()
                .filter(digest -> !deltas.settled(digest))
                .toList();
        if (!unsettled.isEmpty()) {
            awaitDeltas(rollout, unsettled, now);
            return false;
        }
        var stage = rollout.stagePlan();
        var counted = tally.of(rollout.id());
        var cause = Cause.of(Cause.ENGINE, now, "stage '" + stage.name() + "' opened");
        if (stage.lab()) {
            var lab = queue.admitLab(rollout.id());
            rollout.open(StageProgress.NO_SHARE, counted.of(Tally.Alike::placed) + lab, cause);
        } else {
            var size = Cohorts.size(counted.targeted(), stage.share());
            var cutoff = stage.share() >= 100 ? Cohorts.EVERYBODY : queue.cutoff(rollout.id(), size);
            rollout.open(cutoff, size, cause);
        }
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

    private void act(Rollout rollout, GateDecision decision, Cause cause, @Nullable Comparison comparison) {
        switch (decision) {
            case Hold(Wait on, String why) -> journal.waiting(rollout, on.name(), cause, comparison);
            case Advance(String why) -> pass(rollout, cause);
            case Halt(String why) -> {
                rollout.halt(cause);
                goals.reissue(rollout.id());
                LOG.warn("rollout {} halted: {}", rollout.id(), why);
            }
            case Stop(String why) -> {
                rollout.stop(cause);
                LOG.warn("rollout {} stopped: {}", rollout.id(), why);
            }
            case GoBack(String why) -> {
                rollout.goBack(cause);
                LOG.warn("rollout {} goes back: {}", rollout.id(), why);
                wayBack.take(rollout);
            }
        }
    }

    /** On to the next stage or to the end, by the gate or by an operator's hand. Everybody reached: the model's line moves. */
    void pass(Rollout rollout, Cause cause) {
        var everybody = rollout.stageProgress().cutoff == Cohorts.EVERYBODY;
        rollout.pass(cause);
        LOG.info("rollout {} {} stage={}: {}", rollout.id(), rollout.state(), rollout.stage(), cause.why());
        if (rollout.state() == RolloutState.FINISHED && everybody) {
            var terms = rollout.plan().terms();
            lines.move(new Lines.Line(rollout.model(), rollout.version(), terms, rollout.id()), cause.at());
            newcomers.lookAtEverybody();
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
