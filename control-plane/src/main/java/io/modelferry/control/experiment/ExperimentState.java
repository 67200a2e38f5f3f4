package io.modelferry.control.experiment;

/** READY → RUNNING → STOPPED or SHIPPED. */
public enum ExperimentState {
    /** Created and checked, not started. */
    READY,
    /** Devices run their arms. */
    RUNNING,
    /** Ended; devices went back to the model's version. */
    STOPPED,
    /** Ended; a rollout takes the winner to everybody. */
    SHIPPED
}
