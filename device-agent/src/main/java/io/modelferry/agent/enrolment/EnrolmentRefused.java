package io.modelferry.agent.enrolment;

/** The machine is no device yet. The message says what an operator can do. */
public final class EnrolmentRefused extends Exception {

    private final boolean passes;

    /** The server said no, or what it said cannot be used: asking again does not help. */
    EnrolmentRefused(String message) {
        super(message);
        this.passes = false;
    }

    /** @param passes whether asking again can help: the server was not reached, or busy */
    EnrolmentRefused(String message, boolean passes, Throwable cause) {
        super(message, cause);
        this.passes = passes;
    }

    public boolean passes() {
        return passes;
    }
}
