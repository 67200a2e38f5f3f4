package io.modelferry.control.rollout;

import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Looks at everything that can move and takes it one step. One rollout is one transaction that holds the rollout's row; who finds
 * the row held leaves it alone, so that any number of control planes may tick.
 */
@Component
class RolloutEngine {

    private static final Logger LOG = LoggerFactory.getLogger(RolloutEngine.class);

    private final RolloutRows rollouts;
    private final StageRunner stages;
    private final WayBack wayBack;
    private final Newcomers newcomers;
    private final FleetPictures fleet;
    private final Journal journal;
    private final TransactionTemplate transaction;

    RolloutEngine(
            RolloutRows rollouts,
            StageRunner stages,
            WayBack wayBack,
            Newcomers newcomers,
            FleetPictures fleet,
            Journal journal,
            TransactionTemplate transaction) {
        this.rollouts = rollouts;
        this.stages = stages;
        this.wayBack = wayBack;
        this.newcomers = newcomers;
        this.fleet = fleet;
        this.journal = journal;
        this.transaction = transaction;
    }

    /** A rollout that cannot be looked at does not keep the others from it. */
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

    private void step(Rollout rollout) {
        switch (rollout.state()) {
            case RUNNING -> stages.run(rollout, fleet.now());
            case ROLLING_BACK -> wayBack.follow(rollout, fleet.now());
            case READY, PAUSED, FINISHED, STOPPED, ROLLED_BACK -> {} // moved since it was listed
        }
        journal.append(rollout);
        rollouts.saveAndFlush(rollout);
    }
}
