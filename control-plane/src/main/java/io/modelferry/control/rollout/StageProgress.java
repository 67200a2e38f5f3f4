package io.modelferry.control.rollout;

import jakarta.persistence.Embeddable;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** How far a stage is. Changed by its {@link Rollout} alone. */
@Embeddable
class StageProgress {

    /** Below every position. */
    static final long NO_SHARE = -1;

    @Nullable
    Instant openedAt;

    /** When the last of its devices had been given the version, for the first time. */
    @Nullable
    Instant placedAt;

    @Nullable
    Instant settledAt;

    @Nullable
    Instant passedAt;

    /** The last position in the cohort, see {@link Cohorts}; {@link #NO_SHARE} before the stage opens and for a lab stage. */
    long cutoff = NO_SHARE;

    /** How many devices have the version, or are to get it, when the stage is through; drawn when it opened. */
    long size;

    /** What a person said of the stage, if somebody was asked and answered. */
    @Nullable
    Boolean wordYes;

    @Nullable
    String wordBy;

    @Nullable
    String wordReason;

    StageState state() {
        if (passedAt != null) {
            return StageState.PASSED;
        }
        if (settledAt != null) {
            return StageState.SETTLED;
        }
        if (placedAt != null) {
            return StageState.ARRIVING;
        }
        return openedAt != null ? StageState.HANDING_OUT : StageState.PENDING;
    }

    /** @throws IllegalStateException if no row of {@link StageTransitions} accepts it */
    void require(StageEvent event) {
        if (StageTransitions.next(state(), event).isEmpty()) {
            throw new IllegalStateException("a stage that is " + state() + " cannot " + event);
        }
    }
}
