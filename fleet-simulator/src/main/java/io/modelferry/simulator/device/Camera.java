package io.modelferry.simulator.device;

import io.modelferry.simulator.replay.ReplayHost;
import java.time.Duration;
import java.time.Instant;

/** Shows the model its cases at a steady rate. After a long pause it does not make up for more than a second. */
final class Camera {

    private static final double NANOS = 1e9;

    private final double perSecond;
    private Instant last;
    private double due;

    /** @param phase 0…1: where in its beat the camera starts, so that a fleet does not look all at once */
    Camera(double perSecond, double phase, Instant begin) {
        this.perSecond = perSecond;
        this.due = phase;
        this.last = begin;
    }

    void look(ReplayHost host, Instant now) {
        var elapsed = Math.min(1, Duration.between(last, now).toNanos() / NANOS);
        last = now;
        due += Math.max(0, elapsed) * perSecond;
        var cases = (int) due;
        due -= cases;
        host.see(cases);
    }
}
