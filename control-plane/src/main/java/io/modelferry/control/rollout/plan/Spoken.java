package io.modelferry.control.rollout.plan;

import java.time.Duration;

/** Spans as people say them. */
public final class Spoken {

    private static final long MINUTE = 60;
    private static final long HOUR = 60 * MINUTE;
    private static final long DAY = 24 * HOUR;

    private Spoken() {}

    /** {@code 3 s}, {@code 4 min}, {@code 2 h}, {@code 9 d}: whole units, rounded up. */
    public static String of(Duration span) {
        var seconds = span.plusMillis(999).toSeconds();
        if (seconds < 2 * MINUTE) {
            return seconds + " s";
        }
        if (seconds < 2 * HOUR) {
            return up(seconds, MINUTE) + " min";
        }
        return seconds <= 2 * DAY ? up(seconds, HOUR) + " h" : up(seconds, DAY) + " d";
    }

    private static long up(long seconds, long unit) {
        return (seconds + unit - 1) / unit;
    }
}
