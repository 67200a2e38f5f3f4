package io.modelferry.control.rollout;

import io.modelferry.control.delta.Deltas;
import io.modelferry.control.fleet.SqlCondition;
import io.modelferry.control.targeting.TargetFilter;
import io.modelferry.protocol.ArtifactDigest;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Opens a stage when its time has come and its deltas are there, and draws who is in it. */
@Component
class StageOpening {

    private final RolloutQueue queue;
    private final Tally tally;
    private final TargetClasses classes;
    private final TargetFilter filters;
    private final Deltas deltas;
    private final Journal journal;

    StageOpening(
            RolloutQueue queue,
            Tally tally,
            TargetClasses classes,
            TargetFilter filters,
            Deltas deltas,
            Journal journal) {
        this.queue = queue;
        this.tally = tally;
        this.classes = classes;
        this.filters = filters;
        this.deltas = deltas;
        this.journal = journal;
    }

    /** @return whether the current stage is open now */
    boolean open(Rollout rollout, Instant now) {
        var stage = rollout.stagePlan();
        var notBefore = stage.notBefore();
        if (notBefore != null && now.isBefore(notBefore)) {
            journal.waiting(
                    rollout, "TIME", Cause.of(Cause.ENGINE, now, "stage '" + stage.name() + "' opens at " + notBefore));
            return false;
        }
        var target = filters.compile(rollout.plan().reach().target());
        var unsettled = classes.files(rollout.model(), rollout.version(), target).stream()
                .filter(digest -> !deltas.settled(digest))
                .toList();
        if (!unsettled.isEmpty()) {
            awaitDeltas(rollout, unsettled, now);
            return false;
        }
        queue.dropHeld(rollout.id(), rollout.model(), rollout.salt());
        draw(rollout, Cause.of(Cause.ENGINE, now, "stage '" + stage.name() + "' opened"));
        return true;
    }

    private void awaitDeltas(Rollout rollout, List<ArtifactDigest> unsettled, Instant now) {
        var why = "waiting for deltas to " + unsettled.getFirst().brief()
                + (unsettled.size() > 1 ? " and " + (unsettled.size() - 1) + " more" : "");
        if (rollout.waited(now).compareTo(rollout.plan().gate().deadline()) >= 0) {
            rollout.halt(Cause.of(Cause.ENGINE, now, why));
        } else {
            journal.waiting(rollout, "DELTAS", Cause.of(Cause.ENGINE, now, why));
        }
    }

    private void draw(Rollout rollout, Cause cause) {
        var stage = rollout.stagePlan();
        var counted = tally.of(rollout.id());
        if (!stage.drawn()) {
            var chosen = stage.lab() ? queue.admitLab(rollout.id()) : queue.admit(rollout.id(), named(stage.filter()));
            rollout.open(StageProgress.NO_SHARE, counted.of(Tally.Alike::placed) + chosen, cause);
            return;
        }
        var everybody = rollout.plan().reach().reachedBy(stage);
        var size = size(rollout, counted.targeted(), everybody);
        var noHoldOut = rollout.plan().reach().holdOut() == 0;
        rollout.open(everybody && noHoldOut ? Cohorts.EVERYBODY : queue.cutoff(rollout.id(), size), size, cause);
    }

    private SqlCondition named(@Nullable String filter) {
        return filters.compile(filter == null ? "" : filter);
    }

    private static long size(Rollout rollout, long targeted, boolean everybody) {
        var stage = rollout.stagePlan();
        if (stage.count() != null) {
            return Math.clamp(stage.count(), 1, Math.max(1, targeted));
        }
        return Cohorts.size(targeted, everybody ? rollout.plan().reach().most() : stage.share());
    }
}
