package io.modelferry.protocol;

import java.time.Duration;
import java.util.Locale;

/** Spans of time as people say them: in reasons, events, refusals and on pages. */
public final class Spoken {

    private static final long MINUTE = 60;
    private static final long HOUR = 60 * MINUTE;
    private static final long DAY = 24 * HOUR;

    private Spoken() {}

    /** The two largest units, for example {@code 3 h 12 min}; milliseconds below a second, tenths below ten. */
    public static String of(Duration span) {
        var seconds = span.toSeconds();
        if (seconds < 1 && !span.isZero()) {
            return span.toMillis() + " ms";
        }
        if (seconds < 10) {
            return String.format(Locale.ROOT, "%.1f s", span.toMillis() / 1000.0)
                    .replace(".0 s", " s");
        }
        if (seconds < MINUTE) {
            return seconds + " s";
        }
        if (seconds < HOUR) {
            return joined(seconds / MINUTE, "min", seconds % MINUTE, "s");
        }
        return seconds < DAY
                ? joined(seconds / HOUR, "h", seconds % HOUR / MINUTE, "min")
                : joined(seconds / DAY, "d", seconds % DAY / HOUR, "h");
    }

    /** One unit, rounded up, for what is guessed or left over: {@code 3 s}, {@code 4 min}, {@code 2 h}, {@code 9 d}. */
    public static String roughly(Duration span) {
        var seconds = span.plusMillis(999).toSeconds();
        if (seconds < 2 * MINUTE) {
            return seconds + " s";
        }
        if (seconds < 2 * HOUR) {
            return up(seconds, MINUTE) + " min";
        }
        return seconds <= 2 * DAY ? up(seconds, HOUR) + " h" : up(seconds, DAY) + " d";
    }

    private static String joined(long big, String bigUnit, long small, String smallUnit) {
        return small == 0 ? big + " " + bigUnit : big + " " + bigUnit + " " + small + " " + smallUnit;
    }

    private static long up(long seconds, long unit) {
        return (seconds + unit - 1) / unit;
    }
}
