package io.modelferry.cli.text;

import io.modelferry.protocol.Spoken;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.regex.Pattern;

/** Sizes, shares and spans of time as people read and type them. */
public final class Units {

    private static final Pattern SHORT_SPAN = Pattern.compile("([0-9]{1,9})(ms|s|m|h|d)");

    private Units() {}

    /** Decimal units, three digits: {@code 1.09 MB}. */
    public static String bytes(long bytes) {
        if (bytes < 1000) {
            return bytes + " B";
        }
        var value = (double) bytes;
        for (var unit : new String[] {"kB", "MB", "GB"}) {
            value /= 1000;
            if (value < 999.5) {
                return threeDigits(value) + " " + unit;
            }
        }
        return threeDigits(value / 1000) + " TB";
    }

    /** {@code 0.9043} as {@code 90.4 %}. */
    public static String percent(double share) {
        return Double.isNaN(share) ? "-" : String.format(Locale.ROOT, "%.1f %%", 100 * share);
    }

    public static String micros(long micros) {
        return micros < 1000 ? micros + " µs" : threeDigits(micros / 1000.0) + " ms";
    }

    /** {@code 4.2 s}, {@code 3 min 5 s}, {@code 2 h}. */
    public static String span(Duration span) {
        if (span.compareTo(Duration.ofMinutes(1)) < 0) {
            return String.format(Locale.ROOT, "%.1f s", span.toMillis() / 1000.0);
        }
        return Spoken.of(span);
    }

    /**
     * Reads {@code 5s}, {@code 10m}, {@code 2h}, {@code 1d}, {@code 250ms} or ISO-8601 ({@code PT5S}).
     *
     * @throws IllegalArgumentException in words
     */
    public static Duration parseSpan(String text) {
        var parts = SHORT_SPAN.matcher(text.strip().toLowerCase(Locale.ROOT));
        if (parts.matches()) {
            var amount = Long.parseLong(parts.group(1));
            return switch (parts.group(2)) {
                case "ms" -> Duration.ofMillis(amount);
                case "s" -> Duration.ofSeconds(amount);
                case "m" -> Duration.ofMinutes(amount);
                case "h" -> Duration.ofHours(amount);
                default -> Duration.ofDays(amount);
            };
        }
        try {
            return Duration.parse(text);
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException("'" + text + "' is no span of time: say 30s, 10m, 2h or PT30S", e);
        }
    }

    private static String threeDigits(double value) {
        return String.format(Locale.ROOT, value < 10 ? "%.2f" : value < 100 ? "%.1f" : "%.0f", value);
    }
}
