package io.modelferry.control.rollout;

import io.modelferry.control.rollout.gate.GateStanding;
import io.modelferry.control.rollout.gate.Judge;
import io.modelferry.control.rollout.plan.Gate;
import io.modelferry.control.rollout.plan.PlanOptions;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;
import io.modelferry.protocol.goal.DeliveryPolicy;
import io.modelferry.protocol.goal.Probation;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A rollout as it stands.
 *
 * @param previousVersion what the control cohort runs; null for a model's first rollout
 * @param epoch rises with every change; hand it back with an order
 * @param why one line: what it waits for, or why it ended; never empty
 * @param stage current stage, from 0
 * @param delivery how bytes may come; null is "at once, whatever it takes"
 * @param gates how each gate of the current stage stood at the latest look; empty before the first
 * @param options what the plan says beyond its stages
 * @param comparison the gate's latest numbers; null without any
 * @param fourEyes who created it may approve neither its start nor its stages
 * @param timeline oldest first, the newest entries; empty in lists
 */
public record RolloutView(
        RolloutId id,
        ModelName model,
        VersionName version,
        @Nullable VersionName previousVersion,
        RolloutState state,
        long epoch,
        String why,
        int stage,
        List<StageView> stages,
        Gate gate,
        Probation probation,
        @Nullable DeliveryPolicy delivery,
        boolean hold,
        Counts counts,
        List<GateStanding> gates,
        PlanOptions options,
        BytesView bytes,
        Judge.@Nullable Comparison comparison,
        String createdBy,
        boolean fourEyes,
        Instant createdAt,
        @Nullable Instant startedAt,
        @Nullable Instant endedAt,
        List<TimelineEntry> timeline) {

    /**
     * @param state {@code PENDING}, {@code CURRENT} or {@code PASSED}
     * @param devices that joined in this stage
     * @param size devices that have the version, or are to get it, when the stage is through; 0 before it opens
     */
    public record StageView(
            String name,
            @Nullable Double percent,
            boolean lab,
            Duration soak,
            String state,
            int devices,
            long size,
            @Nullable Instant openedAt,
            @Nullable Instant settledAt,
            @Nullable Instant passedAt) {}

    /**
     * Devices by where they are; each stands in exactly one count but {@code offline}, which counts across.
     *
     * @param targeted could run the version and are meant
     * @param queued of them, were not given it yet
     * @param waiting were given it and have not said anything
     * @param retrying failed in a way that passes by itself
     * @param expired longer in a state than the plan allows: nobody waits for them
     * @param goingBack were sent back and do not attest the old digest yet
     * @param back attest the old digest again
     * @param offline of those that were given it
     */
    public record Counts(
            int targeted,
            int queued,
            int treated,
            int waiting,
            int assigned,
            int fetching,
            int patching,
            int verified,
            int probed,
            int trial,
            int confirmed,
            int retrying,
            int expired,
            int failed,
            int rolledBack,
            int goingBack,
            int back,
            int offline) {}

    /**
     * @param deltaBytes bytes of deltas that devices received
     * @param fullBytes bytes of whole models that devices received
     * @param backBytes bytes that going back cost
     * @param fullDownloadBytes what the same devices would have received without deltas
     * @param fallbacks devices whose delta did not serve
     */
    public record BytesView(long deltaBytes, long fullBytes, long backBytes, long fullDownloadBytes, long fallbacks) {}
}
