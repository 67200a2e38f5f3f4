package io.modelferry.control.rollout;

import io.modelferry.control.rollout.plan.Gate;
import io.modelferry.control.rollout.plan.PlanOptions;
import io.modelferry.control.rollout.plan.StagePlan;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;
import io.modelferry.protocol.goal.DeliveryPolicy;
import io.modelferry.protocol.goal.Probation;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Rollouts as others see them, and what may be done to them. Every verb is one transaction with its audit row; what cannot be
 * done is a {@link io.modelferry.control.platform.Refusal} and changes nothing.
 */
public interface Rollouts {

    /** @throws io.modelferry.control.platform.Refusal 422 naming the field, 409 {@code rollout-active} */
    RolloutView create(NewRollout rollout);

    /** A second person agrees: to the rollout before its start, or to the stage whose gate waits for a person. */
    RolloutView approve(RolloutId id, Order order);

    RolloutView deny(RolloutId id, Order order);

    RolloutView start(RolloutId id, Order order);

    RolloutView pause(RolloutId id, Order order);

    RolloutView resume(RolloutId id, Order order);

    RolloutView stop(RolloutId id, Order order);

    RolloutView rollback(RolloutId id, Order order);

    /** Devices that failed, or whose place was freed, are asked again; what they have in quarantine is cleared for it. */
    RolloutView retry(RolloutId id, Order order);

    /** Passes the current stage without its gate. */
    RolloutView triggerNext(RolloutId id, Order order);

    Optional<RolloutView> find(RolloutId id);

    /** Newest first, without timelines. */
    List<RolloutView> page(@Nullable RolloutId before, int limit);

    /** Oldest first, the newest {@code limit} of them. */
    List<TimelineEntry> timeline(RolloutId id, int limit);

    /** By id. @param states only devices in one of these; empty for all */
    List<RolloutDevice> devices(RolloutId id, Set<DeviceStanding> states, String afterDevice, int limit);

    default List<RolloutDevice> devices(RolloutId id, String afterDevice, int limit) {
        return devices(id, Set.of(), afterDevice, limit);
    }

    /** The gate's numbers over time, oldest first, the newest {@code limit} of them. */
    List<EvidencePoint> evidence(RolloutId id, int limit);

    /** Why nothing moves forward in the whole fleet; empty while it may. */
    Optional<Freezes.Freeze> frozen();

    /** No rollout gives its version to anybody and no stage passes until {@link #thaw}. Going back stays possible. Twice is once. */
    Freezes.Freeze freeze(Order order);

    void thaw(Order order);

    /** The version that the model's devices run when no rollout says otherwise. */
    Optional<VersionName> current(ModelName model);

    /**
     * @param gate null is {@link Gate#DEVICES_ONLY}
     * @param probation null for the default
     * @param delivery how bytes may come; null for "at once, whatever it takes"
     * @param hold keep the last stage as it is: an A/B cohort
     * @param options pace, target, gates beyond the short form
     * @param judged somebody compared the version with the one before already, so no gate need judge the model again
     */
    record NewRollout(
            ModelName model,
            VersionName version,
            List<StagePlan> stages,
            @Nullable Gate gate,
            @Nullable Probation probation,
            @Nullable DeliveryPolicy delivery,
            boolean hold,
            PlanOptions options,
            boolean judged) {

        public NewRollout {
            stages = List.copyOf(stages);
        }

        /** The same of another version. */
        public NewRollout of(VersionName other) {
            return new NewRollout(model, other, stages, gate, probation, delivery, hold, options, judged);
        }

        public NewRollout(
                ModelName model,
                VersionName version,
                List<StagePlan> stages,
                @Nullable Gate gate,
                @Nullable Probation probation,
                @Nullable DeliveryPolicy delivery,
                boolean hold,
                PlanOptions options) {
            this(model, version, stages, gate, probation, delivery, hold, options, false);
        }

        public NewRollout(
                ModelName model,
                VersionName version,
                List<StagePlan> stages,
                @Nullable Gate gate,
                @Nullable Probation probation,
                @Nullable DeliveryPolicy delivery,
                boolean hold) {
            this(model, version, stages, gate, probation, delivery, hold, PlanOptions.DEFAULT);
        }

        /** Bytes may come at once, whatever it takes. */
        public NewRollout(
                ModelName model,
                VersionName version,
                List<StagePlan> stages,
                @Nullable Gate gate,
                @Nullable Probation probation,
                boolean hold) {
            this(model, version, stages, gate, probation, null, hold);
        }
    }

    /**
     * @param reason required: it stands in the timeline and in the audit
     * @param epoch of the rollout as the operator saw it, so that two hands never do the same thing twice; null for any
     */
    record Order(String reason, @Nullable Long epoch) {}
}
