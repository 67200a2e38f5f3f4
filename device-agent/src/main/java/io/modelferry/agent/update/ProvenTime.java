package io.modelferry.agent.update;

import io.modelferry.agent.trust.SignedTargets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * The device's clock, but never behind what signed documents prove: many devices wake up in 1970. A clock that is ahead cannot
 * be told from a right one; when it {@linkplain #jumped jumps}, what looked expired is looked at again.
 */
final class ProvenTime implements InstantSource {

    private static final Duration JUMP = Duration.ofMinutes(1);

    private final InstantSource clock;
    private final Ticks ticks;
    private Instant proven = Instant.MIN;
    private long provenAt;
    private Instant lastLook;
    private long lastLookAt;

    ProvenTime(InstantSource clock, Ticks ticks) {
        this.clock = clock;
        this.ticks = ticks;
        this.lastLook = clock.instant();
        this.lastLookAt = ticks.nanos();
    }

    /** A signed document was made then, so it is later now. */
    synchronized void saw(Instant issuedAt) {
        if (issuedAt.isAfter(instant())) {
            proven = issuedAt;
            provenAt = ticks.nanos();
        }
    }

    /** What the metadata say of themselves, if they do. */
    void saw(SignedTargets targets) {
        var issued = targets.issued();
        if (issued != null) {
            saw(issued);
        }
    }

    @Override
    public synchronized Instant instant() {
        var now = clock.instant();
        if (proven.equals(Instant.MIN)) {
            return now;
        }
        var atLeast = proven.plus(ticks.since(provenAt));
        return now.isBefore(atLeast) ? atLeast : now;
    }

    /** Whether the clock was set, by a minute or more, since this was asked last. */
    synchronized boolean jumped() {
        var now = clock.instant();
        var difference = Duration.between(lastLook, now).minus(ticks.since(lastLookAt));
        lastLook = now;
        lastLookAt = ticks.nanos();
        return difference.abs().compareTo(JUMP) >= 0;
    }
}
