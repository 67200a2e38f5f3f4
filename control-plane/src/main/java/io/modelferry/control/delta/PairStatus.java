package io.modelferry.control.delta;

/** How far the delta of a pair is. */
enum PairStatus {
    /** Being computed, or waiting for its turn. */
    PENDING,
    /** Computed, replayed, kept: devices may get it. */
    READY,
    /** Not worth it; the reason says why. */
    NOT_OFFERED,
    /** Something broke on our side. */
    FAILED
}
