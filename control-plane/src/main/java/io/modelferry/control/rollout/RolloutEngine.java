package io.modelferry.control.rollout;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Looks at everything that can move and takes it one step. One rollout is one transaction that holds the rollout's row and its lease; who
 * finds the row held, or the lease another's, leaves it alone, so that any number of control planes may tick.
 */
@Component
class RolloutEngine {

    private static final Logger LOG = LoggerFactory.getLogger(RolloutEngine.class);

    private final RolloutRows rollouts;
    private final Leases leases;
    private final Freezes freezes;
    private final StageRunner stages;
    private final WayBack wayBack;
    private final Newcomers newcomers;
    private final Guests guests;
    private final LineReturns returns;
    private final DeploymentStanding standing;
    private final Evaluations evaluations;
    private final Tally tally;
    private final Journal journal;
    private final InstantSource clock;
    private final TransactionTemplate transaction;

    RolloutEngine(
            RolloutRows rollouts,
            Leases leases,
            Freezes freezes,
            StageRunner stages,
            WayBack wayBack,
            Newcomers newcomers,
            Guests guests,
            LineReturns returns,
            DeploymentStanding standing,
            Evaluations evaluations,
            Tally tally,
            Journal journal,
            InstantSource clock,
            TransactionTemplate transaction) {
        this.rollouts = rollouts;
        this.leases = leases;
        this.freezes = freezes;
        this.stages = stages;
        this.wayBack = wayBack;
        this.newcomers = newcomers;
        this.guests = guests;
        this.returns = returns;
        this.standing = standing;
        this.evaluations = evaluations;
        this.tally = tally;
        this.journal = journal;
        this.clock = clock;
        this.transaction = transaction;
    }

    /**
     * One step of each. A rollout that cannot be looked at does not keep the others from it.
     *
     * @return whether there is more to do at once
     */
    boolean tick() {
        var more = guests.look();
        for (var id : due()) {
            try {
                more |= Objects.requireNonNull(transaction.execute(
                        status -> rollouts.claim(id).map(this::step).orElse(false)));
            } catch (RuntimeException failed) {
                LOG.error("rollout {} could not be looked at", id, failed);
            }
        }
        more |= returns.goOn();
        return newcomers.serve() || more;
    }

    /** Running ones, the heavier first; those whose hour has come; finished ones that held devices out. */
    private List<String> due() {
        var now = clock.instant();
        var moving = rollouts.in(List.of(RolloutState.READY, RolloutState.RUNNING, RolloutState.ROLLING_BACK)).stream()
                .filter(rollout -> rollout.state() != RolloutState.READY || hasCome(rollout, now))
                .sorted(Comparator.comparingInt(
                                (Rollout rollout) -> rollout.plan().clearance().weight())
                        .reversed())
                .map(rollout -> rollout.id().value());
        return Stream.concat(moving, rollouts.holdingOut().stream()).toList();
    }

    private static boolean hasCome(Rollout rollout, Instant now) {
        var startAt = rollout.plan().clearance().startAt();
        return startAt != null && !now.isBefore(startAt);
    }

    private boolean startByItself(Rollout rollout) {
        if (hasCome(rollout, clock.instant()) && freezes.now().isEmpty()) {
            rollout.start(Cause.of(Cause.ENGINE, clock.instant(), "its hour has come"));
            return true;
        }
        return false;
    }

    private boolean step(Rollout rollout) {
        var hold = leases.renew(rollout.id());
        if (hold == Leases.Hold.NOT_OURS) {
            return false;
        }
        if (hold == Leases.Hold.NEWLY_OURS) {
            LOG.info("rollout {} is driven from here now", rollout.id());
            evaluations.forget(rollout.id());
            standing.look(rollout.id());
        }
        tally.sumUp(rollout.id());
        var more = switch (rollout.state()) {
            case RUNNING -> stages.run(rollout, freezes.now().isPresent());
            case ROLLING_BACK -> wayBack.follow(rollout);
            case READY -> startByItself(rollout);
            case FINISHED -> stages.release(rollout);
            case AWAITING_APPROVAL, DENIED, PAUSED, STOPPED, ROLLED_BACK -> false; // moved since it was listed
        };
        journal.append(rollout);
        rollouts.saveAndFlush(rollout);
        return more;
    }

    @EventListener
    void stop(ContextClosedEvent closed) {
        try {
            leases.giveUp();
        } catch (RuntimeException gone) {
            LOG.debug("leases end by themselves", gone);
        }
    }
}
