package io.modelferry.control.incident;

import io.modelferry.control.platform.Refusal;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;

/** The instant that a question about the past is asked for. */
final class Instants {

    private Instants() {}

    /** @throws Refusal 422 that names the field and its form */
    static Instant at(@Nullable String text) {
        try {
            if (text != null) {
                return Instant.parse(text);
            }
        } catch (DateTimeParseException e) {
            // said below, as for a missing one
        }
        throw Refusal.invalid("invalid", "at: an instant such as 2026-03-01T10:00:00Z.");
    }
}
