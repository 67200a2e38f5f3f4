package io.modelferry.control.optimisation;

/** How far a run is. */
public enum RunState {
    /** Waits for its turn. */
    QUEUED,
    RUNNING,
    /** Made and measured; the variant says whether it is offered. */
    DONE,
    /** The model does not take this form, or a limit ended the process; nothing is offered. */
    FAILED,
    CANCELLED
}
