package io.modelferry.control.rollout;

/** What can happen to the current stage of a running or paused rollout. */
enum StageEvent {
    /** Its time has come and its deltas are there. */
    OPEN,
    /** The last of its devices was given the version. */
    PLACE_ALL,
    /** The success share was reached for the first time. */
    SETTLE,
    /** Its gate passed, or an operator passes it by hand. */
    PASS
}
