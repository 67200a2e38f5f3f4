package io.modelferry.agent.enrolment;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The machine is no device yet. The message says what an operator can do. */
public sealed class EnrolmentRefused extends Exception permits AwaitingOperator {

    private static final Duration SOON = Duration.ofSeconds(2);

    private final @Nullable Duration askAgain;

    /** The server said no, or what it said cannot be used: asking again does not help. */
    EnrolmentRefused(String message) {
        super(message);
        this.askAgain = null;
    }

    EnrolmentRefused(String message, Duration askAgain) {
        super(message);
        this.askAgain = askAgain;
    }

    /** @param passes whether asking again can help: the server was not reached, or busy */
    EnrolmentRefused(String message, boolean passes, Throwable cause) {
        super(message, cause);
        this.askAgain = passes ? SOON : null;
    }

    public boolean passes() {
        return askAgain != null;
    }

    /** How long to wait before asking again; empty if that does not help. */
    public Optional<Duration> askAgain() {
        return Optional.ofNullable(askAgain);
    }
}
