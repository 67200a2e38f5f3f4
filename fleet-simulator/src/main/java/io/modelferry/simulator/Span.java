package io.modelferry.simulator;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.regex.Pattern;

/** A span of time as a person writes it ({@code 500ms}, {@code 10s}, {@code 2m}, {@code 1h}) or in ISO-8601. */
final class Span {

    private static final Pattern FORM = Pattern.compile("(\\d{1,9})(ms|s|m|h)");

    private Span() {}

    static Duration parse(String text) {
        var parts = FORM.matcher(text.strip());
        if (parts.matches()) {
            var amount = Long.parseLong(parts.group(1));
            return switch (parts.group(2)) {
                case "ms" -> Duration.ofMillis(amount);
                case "m" -> Duration.ofMinutes(amount);
                case "h" -> Duration.ofHours(amount);
                default -> Duration.ofSeconds(amount);
            };
        }
        try {
            var iso = Duration.parse(text.strip());
            if (!iso.isNegative()) {
                return iso;
            }
        } catch (DateTimeParseException notIso) {
            // said below, with both forms
        }
        throw new IllegalArgumentException("not a span of time: " + text + "; it looks like 10s or PT10S");
    }
}
