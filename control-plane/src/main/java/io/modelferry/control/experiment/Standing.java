package io.modelferry.control.experiment;

import java.util.Locale;

/** What an experiment says so far. */
public enum Standing {
    /** Nobody has started it. */
    READY,
    /** No arm pair has evidence yet. */
    NO_DATA,
    /** Evidence comes in; nothing is decided. */
    RUNNING,
    /** Arms have other sizes than were drawn: something takes units out of one of them, and no number can be believed. */
    UNHEALTHY,
    /** A guardrail is proven to be worse by more than its margin. */
    GUARDRAIL_FAILING,
    /** An arm is proven to reach its aim, and no guardrail fails. */
    READY_TO_SHIP,
    /** Every treatment is proven to miss its aim. */
    WORSE,
    /** The time is over and nothing was proven. */
    INCONCLUSIVE;

    /** {@code ready to ship} for {@code READY_TO_SHIP}. */
    public String words() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    /** Whether a proven harm is behind it. */
    boolean harmful() {
        return this == GUARDRAIL_FAILING || this == WORSE;
    }
}
