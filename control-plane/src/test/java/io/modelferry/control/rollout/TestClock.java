package io.modelferry.control.rollout;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A clock that moves when it is told to. */
final class TestClock implements InstantSource {

    private volatile Instant now = Instant.parse("2026-01-01T00:00:00Z");

    @Override
    public Instant instant() {
        return now;
    }

    void to(Instant moment) {
        now = moment;
    }

    void pass(Duration time) {
        now = now.plus(time);
    }
}
