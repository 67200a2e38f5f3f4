package io.modelferry.cli.verb;

import io.modelferry.cli.text.Units;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import tools.jackson.databind.JsonNode;

/** Cells of a table out of the server's JSON; what a server does not send is a dash. */
final class Fields {

    private static final String NOTHING = "-";
    private static final int SHORT_DIGEST = 12;

    private Fields() {}

    static String text(JsonNode item, String field) {
        var value = item.path(field);
        if (value.isMissingNode() || value.isNull()) {
            return NOTHING;
        }
        return value.isValueNode() ? value.asString() : value.toString();
    }

    static String digest(JsonNode item, String field) {
        var hex = text(item, field);
        return hex.length() > SHORT_DIGEST ? hex.substring(0, SHORT_DIGEST) : hex;
    }

    static String bytes(JsonNode item, String field) {
        return item.path(field).isNumber() ? Units.bytes(item.path(field).asLong()) : NOTHING;
    }

    static String percent(JsonNode item, String field) {
        return item.path(field).isNumber() ? Units.percent(item.path(field).asDouble()) : NOTHING;
    }

    static String micros(JsonNode item, String field) {
        return item.path(field).isNumber() ? Units.micros(item.path(field).asLong()) : NOTHING;
    }

    static String yes(JsonNode item, String field) {
        return item.path(field).asBoolean(false) ? "yes" : "";
    }

    /** From ISO-8601. */
    static String span(JsonNode item, String field) {
        return item.path(field).isString()
                ? Units.span(Duration.parse(item.path(field).asString()))
                : NOTHING;
    }

    /** {@code 4.0 s ago}, as this machine's clock sees it. */
    static String ago(JsonNode item, String field, InstantSource clock) {
        try {
            var age = Duration.between(Instant.parse(text(item, field)), clock.instant());
            return age.toDays() > 0
                    ? age.toDays() + " d ago"
                    : Units.span(age.isNegative() ? Duration.ZERO : age) + " ago";
        } catch (DateTimeParseException e) {
            return text(item, field);
        }
    }

    /** {@code {"a":"x","b":"y"}} as {@code a=x b=y}, digests short. */
    static String pairs(JsonNode item, String field) {
        var words = new StringBuilder();
        item.path(field)
                .properties()
                .forEach(entry -> words.append(words.isEmpty() ? "" : " ")
                        .append(entry.getKey())
                        .append('=')
                        .append(digest(item.path(field), entry.getKey())));
        return words.isEmpty() ? NOTHING : words.toString();
    }
}
