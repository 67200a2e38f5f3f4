package io.modelferry.control.rollout;

import io.modelferry.control.registry.RecallEffects;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.springframework.stereotype.Component;

/**
 * What a recall does to rollouts: those of the version end. The newest one of the model takes its devices, and the line, back to the version
 * before it; an older one was overtaken, so its devices have other goals already.
 */
@Component
class Recalled implements RecallEffects {

    private static final List<RolloutState> ALL = Arrays.asList(RolloutState.values());

    private final RolloutRows rollouts;
    private final Loans loans;
    private final WayBack wayBack;
    private final FloorCheck floor;
    private final Journal journal;
    private final InstantSource clock;

    Recalled(
            RolloutRows rollouts,
            Loans loans,
            WayBack wayBack,
            FloorCheck floor,
            Journal journal,
            InstantSource clock) {
        this.rollouts = rollouts;
        this.loans = loans;
        this.wayBack = wayBack;
        this.floor = floor;
        this.journal = journal;
        this.clock = clock;
    }

    @Override
    public void recalled(ModelName model, VersionName version, Set<ArtifactDigest> files, String reason, String actor) {
        loans.hold(model); // the newest stays the newest until it is on its way back
        var cause = Cause.of(actor, clock.instant(), "version " + version + " was recalled: " + reason);
        var newest = rollouts.newestOf(model.value()).orElse(0L);
        for (var found : rollouts.ofModelIn(model.value(), ALL)) {
            if (found.version().equals(version)) {
                rollouts.lock(found.id().value()).ifPresent(rollout -> end(rollout, rollout.number() == newest, cause));
            }
        }
    }

    private void end(Rollout rollout, boolean newest, Cause cause) {
        switch (rollout.state()) {
            case AWAITING_APPROVAL, READY -> rollout.stop(cause);
            case RUNNING, PAUSED, FINISHED, STOPPED -> {
                var noWayBack = floor.noWayBack(rollout);
                if (newest && noWayBack.isEmpty()) {
                    rollout.goBack(cause);
                    wayBack.take(rollout);
                } else if (rollout.state().active()) {
                    rollout.stop(newest ? and(cause, noWayBack.get()) : cause);
                } else if (newest) {
                    rollout.note("NO_WAY_BACK", and(cause, noWayBack.get()));
                }
            }
            case DENIED, ROLLING_BACK, ROLLED_BACK -> {} // nobody has it, or they are on the way already
        }
        rollouts.saveAndFlush(rollout);
        journal.append(rollout);
    }

    private static Cause and(Cause cause, String why) {
        return Cause.of(cause.actor(), cause.at(), cause.why() + "; " + why);
    }
}
