package io.modelferry.control.console;

import io.modelferry.control.platform.Refusal;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Pattern;

/** Durations as people type them: {@code 30 s}, {@code 10 min}, {@code 1 h}, {@code 2 d}. */
final class Spans {

    private static final Pattern FORM = Pattern.compile("(\\d{1,6})\\s*(s|sec|m|min|h|d)");

    private Spans() {}

    /** @throws Refusal 422 naming the field */
    static Duration parse(String field, String text) {
        var parts = FORM.matcher(text.strip().toLowerCase(Locale.ROOT));
        if (!parts.matches()) {
            throw Refusal.invalid(
                    "not-a-duration", field + ": write a number and a unit, for example 30 s, 10 min, 1 h or 2 d.");
        }
        var amount = Long.parseLong(parts.group(1));
        return switch (parts.group(2)) {
            case "s", "sec" -> Duration.ofSeconds(amount);
            case "m", "min" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            default -> Duration.ofDays(amount);
        };
    }
}
