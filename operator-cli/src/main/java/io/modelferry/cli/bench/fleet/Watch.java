package io.modelferry.cli.bench.fleet;

import io.modelferry.cli.demo.MeasuredFleet;
import io.modelferry.cli.server.ControlPlaneClient;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;

/** Asks the public API for windows, one after the other, until each shows. A window that overtook another is seen late, never early. */
final class Watch {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final ControlPlaneClient server;
    private final InstantSource clock;

    Watch(ControlPlaneClient server, InstantSource clock) {
        this.server = server;
        this.clock = clock;
    }

    /**
     * @param from of the first timed window; each next one starts a millisecond later
     * @return in microseconds since 1970, when an answer with each window had come; {@link Long#MAX_VALUE} where none came for a minute
     */
    long[] seen(Instant from, int windows) {
        var seen = new long[windows];
        for (var i = 0; i < windows; i++) {
            seen[i] = seen(from.plusMillis(i));
        }
        return seen;
    }

    private long seen(Instant from) {
        var began = System.nanoTime();
        while (System.nanoTime() - began < PATIENCE.toNanos()) {
            if (shows(from)) {
                return ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant());
            }
        }
        return Long.MAX_VALUE;
    }

    private boolean shows(Instant from) {
        var lines = server.get("/telemetry/query?model=" + MeasuredFleet.MODEL
                + "&metric=inferences&step=PT0.001S&from=" + from + "&to=" + from.plusMillis(1));
        return !lines.path("series").isEmpty();
    }
}
