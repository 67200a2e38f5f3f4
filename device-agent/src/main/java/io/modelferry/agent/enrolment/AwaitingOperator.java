package io.modelferry.agent.enrolment;

import io.modelferry.protocol.enrolment.EnrolmentPending;
import java.time.Duration;

/** The machine has asked, and nobody has decided yet. It has its key; asking again with the same token finds the same request. */
public final class AwaitingOperator extends EnrolmentRefused {

    private static final int LONGEST_SECONDS = 3600;

    AwaitingOperator(EnrolmentPending told) {
        super(
                "waiting for an operator to accept %s, until %s; the SHA-256 of its key is %s (ferry device accept %s)"
                        .formatted(told.device(), told.expiresAt(), told.keyFingerprint(), told.device()),
                Duration.ofSeconds(Math.clamp(told.askAgainSeconds(), 1, LONGEST_SECONDS)));
    }
}
