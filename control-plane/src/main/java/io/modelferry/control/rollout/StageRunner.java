package io.modelferry.control.rollout;

import io.modelferry.control.rollout.Tally.Counted;
import io.modelferry.control.rollout.gate.GateDecision;
import io.modelferry.control.rollout.gate.GateDecision.Advance;
import io.modelferry.control.rollout.gate.GateDecision.GoBack;
import io.modelferry.control.rollout.gate.GateDecision.Halt;
import io.modelferry.control.rollout.gate.GateDecision.Hold;
import io.modelferry.control.rollout.gate.GateDecision.Stop;
import io.modelferry.control.rollout.gate.GateDecision.Wait;
import io.modelferry.control.rollout.gate.GateStanding;
import io.modelferry.control.rollout.gate.StageCounts;
import io.modelferry.control.rollout.gate.StageFacts;
import io.modelferry.control.rollout.gate.StageGate;
import io.modelferry.control.rollout.plan.GateRule;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Runs the current stage of a rollout: opens it, enlists its devices, asks the gate, does what the gate says. */
@Component
class StageRunner {

    private static final Logger LOG = LoggerFactory.getLogger(StageRunner.class);

    private final StageOpening opening;
    private final Enlistment enlistment;
    private final Pacer pacer;
    private final RolloutQueue queue;
    private final Deployments deployments;
    private final Tally tally;
    private final MetadataWaits metadataWaits;
    private final RefusedGoals refusedGoals;
    private final Evaluations evaluations;
    private final Reissues reissues;
    private final WayBack wayBack;
    private final Newcomers newcomers;
    private final Lines lines;
    private final FloorCheck floor;
    private final Journal journal;
    private final InstantSource clock;

    StageRunner(
            StageOpening opening,
            Enlistment enlistment,
            Pacer pacer,
            RolloutQueue queue,
            Deployments deployments,
            Tally tally,
            MetadataWaits metadataWaits,
            RefusedGoals refusedGoals,
            Evaluations evaluations,
            Reissues reissues,
            WayBack wayBack,
            Newcomers newcomers,
            Lines lines,
            FloorCheck floor,
            Journal journal,
            InstantSource clock) {
        this.opening = opening;
        this.enlistment = enlistment;
        this.pacer = pacer;
        this.queue = queue;
        this.deployments = deployments;
        this.tally = tally;
        this.metadataWaits = metadataWaits;
        this.refusedGoals = refusedGoals;
        this.evaluations = evaluations;
        this.reissues = reissues;
        this.wayBack = wayBack;
        this.newcomers = newcomers;
        this.lines = lines;
        this.floor = floor;
        this.journal = journal;
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
        var fallen = floor.fallen(rollout);
        if (fallen.isPresent()) {
            halt(rollout, Cause.of(Cause.ENGINE, now, fallen.get()));
            return false;
        }
        if (rollout.stageProgress().openedAt == null && (frozen || !opening.open(rollout, now))) {
            return false;
        }
        var turn = pacer.turn(rollout, frozen ? 0 : Enlistment.BATCH, now);
        var more = enlistment.enlist(rollout, rollout.stageProgress().cutoff, turn, now);
        deployments.expire(rollout.id(), rollout.plan().pace().slots(), now);
        decide(rollout, frozen, turn, now);
        return more && rollout.state() == RolloutState.RUNNING;
    }

    /**
     * Everybody was reached and the line has moved: those who were held out for comparison follow.
     *
     * @return whether more could follow at once
     */
    boolean release(Rollout rollout) {
        var now = clock.instant();
        if (floor.fallen(rollout).isPresent()) {
            return false; // devices would refuse it; a later rollout takes them along
        }
        return enlistment.enlist(rollout, Cohorts.EVERYBODY, pacer.turn(rollout, Enlistment.BATCH, now), now);
    }

    private void decide(Rollout rollout, boolean frozen, Pacer.Turn turn, Instant now) {
        var counted = tally.of(rollout.id());
        var counts = counted.counts();
        var handingOut = queue.waiting(rollout.id(), rollout.stageProgress().cutoff);
        if (!handingOut) {
            rollout.placedAll(now);
            if (counts.settled(minConfirmed(rollout))) {
                rollout.settle(cause(now, counts.confirmedLine(), counts, List.of()));
            }
        }
        var refused = refusedGoals.line(rollout.id());
        var keptBack = metadataWaits.line(rollout.id()) + refused;
        var ruling = StageGate.decide(
                rollout.plan(),
                rollout.stage(),
                facts(rollout, counts, handingOut, keptBack, refused, now),
                evaluations.answers(rollout, now));
        evaluations.ask(rollout, handingOut ? List.of() : ruling.dueWebhooks(), ruling.standings());
        var decision = ruling.decision();
        if (decision instanceof Advance || decision instanceof Hold) {
            if (handingOut) {
                decision = new Hold(Wait.DEVICES, handingOutLine(rollout, counted, turn) + keptBack);
            } else if (frozen && decision instanceof Advance passed) {
                decision = new Hold(Wait.FROZEN, "the fleet is frozen; otherwise passed: " + passed.why());
            }
        }
        act(rollout, decision, cause(now, decision.why(), counts, ruling.standings()), ruling.standings());
    }

    /** From which share on a stage's devices have succeeded: its soak begins. */
    private static double minConfirmed(Rollout rollout) {
        return rollout.plan().rules(rollout.stage()).stream()
                .filter(GateRule.SuccessShare.class::isInstance)
                .mapToDouble(rule -> ((GateRule.SuccessShare) rule).min())
                .findFirst()
                .orElse(rollout.plan().gate().minConfirmedShare());
    }

    private static String handingOutLine(Rollout rollout, Counted counted, Pacer.Turn turn) {
        var given = counted.of(Tally.Alike::placed);
        return "giving the version out: " + given + " of " + Math.max(given, rollout.stageProgress().size)
                + " devices have it or are on the way; "
                + turn.why().map(why -> why + "; ").orElse("")
                + counted.counts().confirmedLine();
    }

    /** The deadline begins when everybody of the stage has been given the version. */
    private StageFacts facts(
            Rollout rollout, StageCounts counts, boolean handingOut, String keptBack, String refused, Instant now) {
        var settledAt = rollout.stageProgress().settledAt;
        return new StageFacts(
                counts,
                handingOut ? Duration.ZERO : rollout.waited(now),
                settledAt == null ? Duration.ZERO : Duration.between(settledAt, now),
                rollout.stagePlan().soak(),
                rollout.plan().last(rollout.stage()),
                rollout.plan().hold(),
                floor.noWayBack(rollout).orElse(""),
                keptBack,
                refused);
    }

    private void act(Rollout rollout, GateDecision decision, Cause cause, List<GateStanding> gates) {
        switch (decision) {
            case Hold(Wait on, String why) ->
                journal.waiting(
                        rollout,
                        on.name(),
                        cause,
                        evaluations.comparison(rollout.id()).orElse(null),
                        gates);
            case Advance(String why) -> pass(rollout, cause);
            case Halt(String why) -> halt(rollout, cause);
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

    private void halt(Rollout rollout, Cause cause) {
        rollout.halt(cause);
        reissues.of(rollout.id(), cause.at());
        LOG.warn("rollout {} halted: {}", rollout.id(), cause.why());
    }

    /** On to the next stage or to the end, by the gate or by an operator's hand. Everybody reached: the model's line moves. */
    void pass(Rollout rollout, Cause cause) {
        var everybody = rollout.stageProgress().cutoff == Cohorts.EVERYBODY
                || rollout.plan().reach().reachedBy(rollout.stagePlan());
        rollout.pass(cause);
        LOG.info("rollout {} {} stage={}: {}", rollout.id(), rollout.state(), rollout.stage(), cause.why());
        if (rollout.state() == RolloutState.FINISHED && everybody) {
            var terms = rollout.plan().terms();
            lines.move(new Lines.Line(rollout.model(), rollout.version(), terms, rollout.id()), cause.at());
            newcomers.lookAtEverybody();
        }
    }

    private static Cause cause(Instant now, String why, StageCounts counts, List<GateStanding> gates) {
        return new Cause(Cause.ENGINE, now, why, Journal.json(new GateEvidence(counts, gates)));
    }

    /** What a decision rests on, as it stands in the timeline. */
    record GateEvidence(StageCounts counts, List<GateStanding> gates) {}
}
