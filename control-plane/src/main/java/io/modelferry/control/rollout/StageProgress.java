package io.modelferry.control.rollout;

import jakarta.persistence.Embeddable;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** How far a stage is. Changed by its {@link Rollout} alone. */
@Embeddable
class StageProgress {

    @Nullable
    Instant openedAt;

    @Nullable
    Instant settledAt;

    @Nullable
    Instant passedAt;

    /** The last position in the cohort, see {@link Cohorts}; -1 before the stage opens and for a lab stage. */
    long cutoff = -1;
}
