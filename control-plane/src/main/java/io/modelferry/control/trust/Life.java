package io.modelferry.control.trust;

import io.modelferry.protocol.tuf.Metadata;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * How long a document is believed, and when it is signed anew.
 *
 * @param renewAfter its signature; the timestamp far before its half, because its {@code issued} tells devices the time
 */
record Life(Duration lifetime, Duration renewAfter) {

    private static final Life TIMESTAMP = new Life(Duration.ofDays(1), Duration.ofHours(1));
    private static final Life SNAPSHOT = halfOf(Duration.ofDays(7));
    private static final Life DELTAS = halfOf(Duration.ofDays(30));
    private static final Life TARGETS = halfOf(Duration.ofDays(180));
    private static final Life ROOT = halfOf(Duration.ofDays(365));

    private static Life halfOf(Duration lifetime) {
        return new Life(lifetime, lifetime.dividedBy(2));
    }

    /** @param role one of the four, or a role of deltas */
    static Life of(String role) {
        return switch (role) {
            case Metadata.ROOT -> ROOT;
            case Metadata.TARGETS -> TARGETS;
            case Metadata.SNAPSHOT -> SNAPSHOT;
            case Metadata.TIMESTAMP -> TIMESTAMP;
            default -> DELTAS;
        };
    }

    /** Whole seconds, as metadata says time. */
    Instant endFrom(Instant now) {
        return now.plus(lifetime).truncatedTo(ChronoUnit.SECONDS);
    }

    boolean isDue(Instant signed, Instant now) {
        return !now.isBefore(signed.plus(renewAfter));
    }
}
