package io.modelferry.control.optimisation.variant;

/** How far a variant is. */
enum VariantStatus {
    /** Being made, or waiting for its turn. */
    RUNNING,
    /** Proven; devices may get it once people have signed it: {@code ferry sign --pending}. */
    AWAITING_SIGNATURE,
    /** Proven and signed: devices may get it. */
    OFFERED,
    /** Was on offer until its version was deleted. Its digest goes on being known. */
    WITHDRAWN,
    /** Made, but not good enough, or not possible for this model; the reason says why. */
    NOT_OFFERED,
    /** Something broke on our side. */
    FAILED
}
