package io.modelferry.agent.testing;

import io.modelferry.agent.update.Ticks;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** Stands still until a test moves it. */
public final class MovedClock implements InstantSource, Ticks {

    private long nanos;
    private Instant now = Instant.parse("2026-03-01T08:00:00Z");

    @Override
    public synchronized Instant instant() {
        return now;
    }

    @Override
    public synchronized long nanos() {
        return nanos;
    }

    public synchronized void move(Duration by) {
        now = now.plus(by);
        nanos += by.toNanos();
    }

    /** The clock is set; nothing lasts longer for that. */
    public synchronized void set(Instant to) {
        now = to;
    }
}
