package io.modelferry.agent.download;

import io.modelferry.agent.update.UpdateFailure;
import io.modelferry.protocol.report.FailureCode;
import java.util.concurrent.TimeUnit;

/**
 * Whether a line is worth waiting for: a mean rate over a sliding span. Only time spent waiting for the line counts, so a device
 * that reads slowly of its own accord blames nobody.
 */
final class MinimumRate {

    /** Bytes of each second of the span, a ring. */
    private final long[] seconds;

    private final long bytesPerSecond;
    private long waitedNanos;
    private long within;

    MinimumRate(long bytesPerSecond, int spanSeconds) {
        this.bytesPerSecond = bytesPerSecond;
        this.seconds = new long[spanSeconds];
    }

    /** 1 KiB/s over 30 s: what a bad mobile line still does. */
    static MinimumRate ofALine() {
        return new MinimumRate(1 << 10, 30);
    }

    /**
     * @param nanos waited for {@code bytes}
     * @throws UpdateFailure TIMEOUT once a whole span was too slow
     */
    void waited(long nanos, long bytes) throws UpdateFailure {
        var before = second();
        waitedNanos += Math.max(0, nanos);
        for (var at = Math.max(before + 1, second() - seconds.length + 1); at <= second(); at++) {
            within -= seconds[slot(at)];
            seconds[slot(at)] = 0;
        }
        seconds[slot(second())] += bytes;
        within += bytes;
        if (second() >= seconds.length && within < bytesPerSecond * seconds.length) {
            throw new UpdateFailure(
                    FailureCode.TIMEOUT,
                    "%d bytes in %d s are too slow: %d a second at least"
                            .formatted(within, seconds.length, bytesPerSecond));
        }
    }

    private long second() {
        return TimeUnit.NANOSECONDS.toSeconds(waitedNanos);
    }

    private int slot(long second) {
        return (int) (second % seconds.length);
    }
}
