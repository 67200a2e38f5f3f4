package io.modelferry.control.rollout;

/** How far a stage is, see {@link StageTransitions}. */
enum StageState {
    /** Nobody has been drawn for it. */
    PENDING,
    /** Its devices are given the version. */
    HANDING_OUT,
    /** All of them were given it, and are on their way. */
    ARRIVING,
    /** Enough of them have arrived: it soaks, and its gate is asked. */
    SETTLED,
    PASSED
}
