package io.modelferry.agent.update;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** Time that only goes forward, from an origin of its own: a device's clock may stand at 1970, or jump in the middle of a trial. */
@FunctionalInterface
public interface Ticks {

    /** The machine's own. */
    Ticks REAL = System::nanoTime;

    /** Nanoseconds; only differences mean anything. */
    long nanos();

    /** What has passed since {@code earlier}, an earlier {@link #nanos}. */
    default Duration since(long earlier) {
        return Duration.ofNanos(nanos() - earlier);
    }

    /** Of a clock that never jumps, such as a simulated one. */
    static Ticks of(InstantSource clock) {
        return () -> Duration.between(Instant.EPOCH, clock.instant()).toNanos();
    }
}
