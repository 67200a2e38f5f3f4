package io.modelferry.control.console;

import io.modelferry.protocol.Spoken;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Numbers as people read them. Used by the templates as {@code @figures}. An absent or undefined number is an en dash. */
@Component("figures")
class Figures {

    private static final String NONE = "–";
    private static final String[] BYTE_UNITS = {"B", "kB", "MB", "GB", "TB"};
    private static final DateTimeFormatter UTC = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    public String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /** "1 device", "2 devices". */
    public String counted(long number, String one) {
        return count(number) + " " + (number == 1 ? one : one + "s");
    }

    /** Powers of 1000, one decimal from kilobytes on. */
    public String bytes(long bytes) {
        var value = (double) bytes;
        var unit = 0;
        while (Math.abs(value) >= 999.95 && unit < BYTE_UNITS.length - 1) {
            value /= 1000;
            unit++;
        }
        return String.format(Locale.ROOT, unit == 0 ? "%.0f %s" : "%.1f %s", value, BYTE_UNITS[unit]);
    }

    /** @param share 0…1 */
    public String percent(@Nullable Double share) {
        return share == null || share.isNaN() ? NONE : String.format(Locale.ROOT, "%.1f %%", share * 100);
    }

    public String percentOf(long part, long whole) {
        return whole == 0 ? NONE : percent((double) part / whole);
    }

    /** A difference of two shares in percentage points, with its sign. */
    public String points(@Nullable Double difference) {
        if (difference == null || difference.isNaN()) {
            return NONE;
        }
        var words = String.format(Locale.ROOT, "%+.1f pt", difference * 100).replace('-', '−');
        return words.substring(1).equals("0.0 pt") ? "0.0 pt" : words;
    }

    /** An effect with its sign: points for a difference, per cent for a ratio. @param scale as {@code Metric.Scale} calls it */
    public String change(String scale, @Nullable Double effect) {
        return scale.equals("RATIO") ? points(effect).replace("pt", "%") : points(effect);
    }

    /** A number from 0 without a unit, such as a drift. */
    public String index(@Nullable Double index) {
        return index == null ? NONE : String.format(Locale.ROOT, "%.2f", index);
    }

    /** How much two outputs are alike. */
    public String cosine(@Nullable Double cosine) {
        return cosine == null ? NONE : String.format(Locale.ROOT, "%.4f", cosine);
    }

    /** A tolerated difference in percentage points, without a sign. */
    public String margin(@Nullable Double difference) {
        return difference == null ? NONE : String.format(Locale.ROOT, "%.1f points", difference * 100);
    }

    /** A latency: microseconds below a tenth of a millisecond, else milliseconds. */
    public String latency(@Nullable Long micros) {
        if (micros == null) {
            return NONE;
        }
        return micros < 100 ? micros + " µs" : String.format(Locale.ROOT, "%.2f ms", micros / 1000.0);
    }

    /** A part of a latency, with its tenths of a microsecond. */
    public String micros(double micros) {
        return micros < 100
                ? String.format(Locale.ROOT, "%.1f µs", micros)
                : String.format(Locale.ROOT, "%.2f ms", micros / 1000);
    }

    /** The two largest units, for example {@code 3 h 12 min}; milliseconds below a second, tenths below ten. */
    public String duration(@Nullable Duration duration) {
        return duration == null ? NONE : Spoken.of(duration);
    }

    /** What a page says before the browser writes the viewer's own time. */
    public String utc(@Nullable Instant instant) {
        return instant == null ? NONE : UTC.format(instant);
    }
}
