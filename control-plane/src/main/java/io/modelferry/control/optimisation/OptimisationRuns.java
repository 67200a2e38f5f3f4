package io.modelferry.control.optimisation;

import io.modelferry.control.platform.Refusal;
import io.modelferry.optimizer.recipe.Variation;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
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
     *     with the tensor's name, {@code calibration-unused}, {@code bad-percentile}, {@code percentile-unused}, {@code bad-exclude}, {@code exclude-unused}, {@code bad-block} or, of what none of the
     *     techniques knows, {@code per-channel-unused}, {@code reduce-range-unused}, {@code block-unused} or {@code asymmetric-unused}; then none is queued
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
     * @param variation how they differ from the usual: each variant is named after what its technique heeds of it
     * @param calibration a set that was uploaded before, to measure activations with; null takes the one that the version was
     *     published with
     * @param percentile how many of a tensor's values codes reach, above 0 and at most 100; null reaches from the smallest to the largest
     * @param exclude names of nodes that stay as they are; a run whose model does not have one ends with its name
     * @param excludeOperators kinds of nodes that do, for example {@code Gather}; the same holds for them
     */
    record Order(
            List<String> variants,
            Variation variation,
            @Nullable ArtifactDigest calibration,
            @Nullable Double percentile,
            List<String> exclude,
            List<String> excludeOperators) {

        public Order {
            variants = List.copyOf(variants);
            exclude = List.copyOf(exclude);
            excludeOperators = List.copyOf(excludeOperators);
        }

        /** With nothing to measure, or as the version's publisher would. */
        public Order(String... variants) {
            this(List.of(variants), Variation.NONE, null, null, List.of(), List.of());
        }
    }

    /**
     * @param calibration the set that was named with the order; null if none was
     * @param percentile that was named with the order; null if none was
     * @param exclude names of nodes that the order wants to stay as they are
     * @param excludeOperators kinds of nodes that it wants to
     * @param state {@code QUEUED}, {@code RUNNING}, {@code DONE}, {@code FAILED} or {@code CANCELLED}
     * @param failure why it failed, for machines, for example {@code OUT_OF_MEMORY}; null if it did not
     * @param reason the same for people; names the node or tensor, if one stands in the way
     * @param step what is being done
     * @param done of {@code total} acceptance cases; both are 0 for a step that counts nothing
     * @param secondsLeft of this step, as it went until now; null for one that counts nothing or has only begun
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
            List<String> excludeOperators,
            String state,
            @Nullable String failure,
            String reason,
            String step,
            int done,
            int total,
            @Nullable Long secondsLeft,
            String requestedBy,
            @Nullable String cancelledBy,
            Instant queuedAt,
            @Nullable Instant startedAt,
            @Nullable Instant endedAt) {

        public boolean hasEnded() {
            return !state.equals(RunState.QUEUED.name()) && !state.equals(RunState.RUNNING.name());
        }

        /** How long this step still takes, see {@code secondsLeft}. */
        public @Nullable Duration left() {
            return secondsLeft == null ? null : Duration.ofSeconds(secondsLeft);
        }

        /** What the order said beside the name of the variant, for people; empty if it said nothing. */
        public String parameters() {
            var said = new ArrayList<String>();
            if (calibration != null) {
                said.add("calibration set " + calibration.brief());
            }
            if (percentile != null) {
                said.add("codes reach %s %% of the values".formatted(percentile));
            }
            if (!excludeOperators.isEmpty()) {
                said.add("without every " + String.join(", ", excludeOperators));
            }
            if (!exclude.isEmpty()) {
                said.add("without " + String.join(", ", exclude));
            }
            return String.join("; ", said);
        }
    }
}
