package io.modelferry.control.optimisation;

import io.modelferry.control.platform.Refusal;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The work behind variants: who asked for which, how far each is, and how to stop it. */
public interface OptimisationRuns {

    /** Oldest first; ended ones too. */
    List<RunView> of(ModelName model, VersionName version);

    Optional<RunView> find(long id);

    /** By which recipe the run made its variant, and what stayed in float; empty if it did not come to a recipe. */
    Optional<RunResult> result(long id);

    /**
     * Puts a run into the queue for each variant.
     *
     * @throws Refusal 404 for an unknown version, 409 {@code variant-exists} for one that is offered or being made, 409 {@code
     *     study-under-way}, 422 {@code unknown-technique}, {@code no-teacher}, {@code no-acceptance-set}, {@code calibration-missing}, {@code calibration-set-not-found}, {@code calibration-does-not-fit}
     *     with the tensor's name, {@code calibration-unused}, {@code bad-percentile}, {@code percentile-unused}, {@code bad-exclude} or {@code exclude-unused}; then none is queued
     */
    List<RunView> request(ModelName model, VersionName version, Order order, String by);

    /**
     * Ends a run that waits at once, and one that runs a moment later.
     *
     * @throws Refusal 404, or 409 {@code run-ended}
     */
    RunView cancel(long id, String by);

    /**
     * @param variants names that a technique has, for example {@code fp16}
     * @param calibration a set that was uploaded before, to measure activations with; null takes the one that the version was
     *     published with
     * @param percentile how many of a tensor's values codes reach, above 0 and at most 100; null reaches from the smallest to the largest
     * @param exclude names of nodes that stay in float; a run whose model does not have one ends with its name
     */
    record Order(
            List<String> variants,
            @Nullable ArtifactDigest calibration,
            @Nullable Double percentile,
            List<String> exclude) {

        public Order {
            variants = List.copyOf(variants);
            exclude = List.copyOf(exclude);
        }

        /** With nothing to measure, or as the version's publisher would. */
        public Order(String... variants) {
            this(List.of(variants), null, null, List.of());
        }
    }

    /**
     * @param calibration the set that was named with the order; null if none was
     * @param percentile that was named with the order; null if none was
     * @param exclude names of nodes that the order wants to stay in float
     * @param state {@code QUEUED}, {@code RUNNING}, {@code DONE}, {@code FAILED} or {@code CANCELLED}
     * @param failure why it failed, for machines, for example {@code OUT_OF_MEMORY}; null if it did not
     * @param reason the same for people; names the node or tensor, if one stands in the way
     * @param step what is being done
     * @param done of {@code total} acceptance cases; both are 0 for a step that counts nothing
     * @param cancelledBy who asked for its end; null if nobody did
     */
    record RunView(
            long id,
            ModelName model,
            VersionName version,
            String variant,
            @Nullable ArtifactDigest calibration,
            @Nullable Double percentile,
            List<String> exclude,
            String state,
            @Nullable String failure,
            String reason,
            String step,
            int done,
            int total,
            String requestedBy,
            @Nullable String cancelledBy,
            Instant queuedAt,
            @Nullable Instant startedAt,
            @Nullable Instant endedAt) {

        public boolean hasEnded() {
            return !state.equals(RunState.QUEUED.name()) && !state.equals(RunState.RUNNING.name());
        }
    }
}
