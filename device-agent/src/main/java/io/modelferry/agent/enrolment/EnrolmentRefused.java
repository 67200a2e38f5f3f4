package io.modelferry.agent.enrolment;

/** The machine is no device yet. The message says what an operator can do. */
public final class EnrolmentRefused extends Exception {

    public EnrolmentRefused(String message) {
        super(message);
    }

    public EnrolmentRefused(String message, Throwable cause) {
        super(message, cause);
    }
}
