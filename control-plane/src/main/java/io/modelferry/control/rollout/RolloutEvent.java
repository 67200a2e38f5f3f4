package io.modelferry.control.rollout;

/** What can happen to a rollout, by an operator's hand or by its gate. */
public enum RolloutEvent {
    /** A second person agrees. */
    APPROVE,
    DENY,
    START,
    /** An operator wants it to wait. */
    PAUSE,
    /** The gate cannot be evaluated, or there is nothing to go back to. */
    HALT,
    RESUME,
    /** On to the next stage. */
    ADVANCE,
    /** The last stage passed. */
    FINISH,
    STOP,
    GO_BACK,
    /** Every online device attests the old digest. */
    ARRIVE_BACK
}
