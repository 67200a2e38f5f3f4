package io.modelferry.control.rollout.plan;

/** What a rollout does when a gate failed; the worse, the later in this order. */
public enum OnFailure {
    /** It is noted, and nothing else. */
    ADVANCE,
    /** Nobody new gets the version; a person must look. */
    PAUSE,
    /** The rollout ends; devices keep what they have. */
    STOP,
    /** Every device goes back; where there is nothing to go back to, PAUSE. */
    ROLL_BACK
}
