package io.modelferry.cli.bench.fleet;

import io.modelferry.cli.demo.MeasuredFleet;
import io.modelferry.cli.server.ControlPlaneClient;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Windows in the database, counted by the public API: each says one inference, so a sum counts them. The broker answers a device before
 * the control plane has read the window, so the count is awaited.
 *
 * @param windows that lie there
 * @param atMicros since 1970, when the answer with the last of them had come
 */
record Stored(long windows, long atMicros) {

    /** Without one window more. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final Duration LOOK_EVERY = Duration.ofMillis(50);

    static long since(Instant from, ControlPlaneClient server) {
        return server.get("/telemetry/totals?model=" + MeasuredFleet.MODEL + "&since=" + from)
                .path("inferences")
                .asLong();
    }

    /** @return once there are {@code enough}, or none has come for half a minute */
    static Stored await(long enough, Instant from, ControlPlaneClient server, InstantSource clock) {
        var last = new Stored(since(from, server), micros(clock));
        while (last.windows() < enough && micros(clock) - last.atMicros() < PATIENCE.toNanos() / 1000) {
            LockSupport.parkNanos(LOOK_EVERY.toNanos());
            var now = since(from, server);
            last = now > last.windows() ? new Stored(now, micros(clock)) : last;
        }
        return last;
    }

    private static long micros(InstantSource clock) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant());
    }

    /** From the first publish of a load until all of it lay there. */
    double secondsFrom(Load load) {
        return (atMicros - load.beganAtMicros()) / 1e6;
    }
}
