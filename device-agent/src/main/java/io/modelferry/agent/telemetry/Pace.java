package io.modelferry.agent.telemetry;

import io.modelferry.agent.update.Ticks;

/** A token bucket: a burst, then so many a second. What a device kept for days must not come faster than a server takes it. */
final class Pace {

    private static final double NANOS = 1e9;

    private final Ticks ticks;
    private final double burst;
    private final double perSecond;
    private double tokens;
    private long at;

    Pace(Ticks ticks, int burst, double perSecond) {
        this.ticks = ticks;
        this.burst = burst;
        this.perSecond = perSecond;
        this.tokens = burst;
        this.at = ticks.nanos();
    }

    boolean allows() {
        var now = ticks.nanos();
        tokens = Math.min(burst, tokens + (now - at) / NANOS * perSecond);
        at = now;
        return tokens >= 1;
    }

    void spend() {
        tokens--;
    }
}
