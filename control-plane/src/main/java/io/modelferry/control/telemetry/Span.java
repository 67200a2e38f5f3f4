package io.modelferry.control.telemetry;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** How long a roll-up's bucket is. Buckets begin at whole multiples since the epoch. */
enum Span {
    MINUTE(Duration.ofMinutes(1), null),
    HOUR(Duration.ofHours(1), MINUTE),
    DAY(Duration.ofDays(1), HOUR);

    private final Duration length;
    private final @Nullable Span parts;

    Span(Duration length, @Nullable Span parts) {
        this.length = length;
        this.parts = parts;
    }

    Duration length() {
        return length;
    }

    long seconds() {
        return length.toSeconds();
    }

    /** What its rows are summed from; null for raw windows. */
    @Nullable
    Span parts() {
        return parts;
    }

    Instant floor(Instant at) {
        return at.minusNanos(at.getNano()).minusSeconds(Math.floorMod(at.getEpochSecond(), seconds()));
    }

    Instant ceiling(Instant at) {
        var floor = floor(at);
        return floor.equals(at) ? at : floor.plus(length);
    }

    /** Whether steps of this length are made of whole buckets. */
    boolean divides(Duration step) {
        return step.getNano() == 0 && step.toSeconds() % seconds() == 0;
    }
}
