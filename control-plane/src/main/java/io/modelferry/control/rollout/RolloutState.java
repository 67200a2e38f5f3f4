package io.modelferry.control.rollout;

/** Where a rollout stands. What may follow what is in {@link RolloutTransitions}. */
public enum RolloutState {
    /** Created and checked; a second person must agree before it may start. */
    AWAITING_APPROVAL,
    /** A second person said no. */
    DENIED,
    /** Created and checked, not started. */
    READY,
    /** Takes its stages, one after the other. */
    RUNNING,
    /** No new device gets it; those that have it keep it. An operator paused it, or a gate could not be evaluated. */
    PAUSED,
    /** Every stage passed. */
    FINISHED,
    /** Ended where it was; devices keep what they have. */
    STOPPED,
    /** Every device that got it is asked to go back to what it ran before. */
    ROLLING_BACK,
    /** Every device that got it and is online attests what it ran before. */
    ROLLED_BACK;

    /** Whether it holds the model's line: one such rollout a model. */
    public boolean active() {
        return switch (this) {
            case AWAITING_APPROVAL, READY, RUNNING, PAUSED, ROLLING_BACK -> true;
            case DENIED, FINISHED, STOPPED, ROLLED_BACK -> false;
        };
    }
}
