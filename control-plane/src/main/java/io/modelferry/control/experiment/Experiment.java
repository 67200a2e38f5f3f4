package io.modelferry.control.experiment;

import io.modelferry.protocol.ModelName;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * An experiment as it stands.
 *
 * @param why the standing in words
 * @param winner the arm that is proven to be better; null unless it stands READY_TO_SHIP
 * @param epoch raised by every change
 * @param shipped the rollout that took its winner; null unless SHIPPED
 */
public record Experiment(
        ExperimentId id,
        ModelName model,
        ExperimentPlan plan,
        ExperimentState state,
        Standing standing,
        String why,
        @Nullable String winner,
        long epoch,
        String createdBy,
        Instant createdAt,
        @Nullable Instant startedAt,
        @Nullable Instant endedAt,
        @Nullable String shipped) {

    Experiment started(Instant at) {
        return new Experiment(
                id,
                model,
                plan,
                ExperimentState.RUNNING,
                Standing.NO_DATA,
                "started",
                null,
                epoch,
                createdBy,
                createdAt,
                at,
                null,
                null);
    }

    Experiment standing(Ruling ruling) {
        return new Experiment(
                id,
                model,
                plan,
                state,
                ruling.standing(),
                ruling.why(),
                ruling.winner(),
                epoch,
                createdBy,
                createdAt,
                startedAt,
                endedAt,
                shipped);
    }

    Experiment ended(ExperimentState how, Instant at, @Nullable String rollout) {
        return new Experiment(
                id, model, plan, how, standing, why, winner, epoch, createdBy, createdAt, startedAt, at, rollout);
    }

    /** Since the start; zero before it. */
    Duration elapsed(InstantSource clock) {
        return startedAt == null
                ? Duration.ZERO
                : Duration.between(startedAt, endedAt == null ? clock.instant() : endedAt);
    }

    boolean running() {
        return state == ExperimentState.RUNNING;
    }
}
