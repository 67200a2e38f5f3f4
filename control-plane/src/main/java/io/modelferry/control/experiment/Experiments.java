package io.modelferry.control.experiment;

import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Experiments as others see them, and what may be done to them. Every verb is one transaction with its audit row; what cannot be done
 * is a {@link io.modelferry.control.platform.Refusal} and changes nothing.
 */
public interface Experiments {

    /** @throws io.modelferry.control.platform.Refusal 422 naming the field */
    Experiment create(ModelName model, ExperimentPlan plan);

    /** @throws io.modelferry.control.platform.Refusal 409 if a rollout or another experiment has the model */
    Experiment start(ExperimentId id, String reason);

    /** Devices go back to the model's version, to bytes that they kept. */
    Experiment stop(ExperimentId id, String reason);

    /**
     * Ends it and starts a rollout of the winner's version.
     *
     * @param arm null for the arm that is ready to ship
     * @throws io.modelferry.control.platform.Refusal 409 {@code not-ready-to-ship} if no arm is named and none is
     */
    Experiment ship(ExperimentId id, @Nullable String arm, String reason);

    Optional<Experiment> find(ExperimentId id);

    /** Newest first. */
    List<Experiment> page(@Nullable ExperimentId before, int limit);

    /** The newest look; empty before the first. */
    Optional<Look> latest(ExperimentId id);

    /** Oldest first, {@code limit} of them spread over its life. */
    List<Look> looks(ExperimentId id, int limit);

    /** Oldest first. */
    List<Entry> timeline(ExperimentId id);

    /** @return what evidence it would take, for the fleet as it is */
    Forecast forecast(ModelName model, ExperimentPlan plan);

    /** One line of the timeline. */
    record Entry(Instant at, String kind, String actor, String text) {}

    /**
     * Before the start: whom it would reach and how long it would take.
     *
     * @param candidates devices that can run every arm
     * @param perArm expected devices an arm, in arm order
     * @param samplesPerArm evidence that each arm needs until an effect as large as the margin is expected to be told; null where the
     *     fleet has sent nothing to reckon with
     * @param timeToDecision at the rate of the last day; null likewise
     */
    record Forecast(
            int candidates,
            List<Integer> perArm,
            @Nullable VersionName current,
            @Nullable Long samplesPerArm,
            @Nullable Duration timeToDecision,
            List<String> warnings) {}
}
