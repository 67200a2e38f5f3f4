package io.modelferry.protocol.trust;

import io.modelferry.protocol.MalformedMessage;
import io.modelferry.protocol.tuf.JsonObject;
import io.modelferry.protocol.tuf.JsonValue;
import java.math.BigDecimal;
import java.util.regex.Pattern;

/** Numbers with a fraction, for canonical JSON, which has none: plain decimal strings, such as {@code "0.912"}. */
final class Decimal {

    private static final Pattern FORM = Pattern.compile("-?\\d{1,40}(\\.\\d{1,400})?");

    private Decimal() {}

    /** Read again, it is the same number. */
    static String text(double value) {
        return new BigDecimal(Double.toString(value)).toPlainString();
    }

    static JsonValue json(double value) {
        return new JsonValue.Text(text(value));
    }

    static double read(JsonObject json, String name) {
        return parse(name, json.text(name));
    }

    static double parse(String name, String text) {
        if (!FORM.matcher(text).matches()) {
            throw new MalformedMessage(name, text, FORM.pattern());
        }
        return Double.parseDouble(text);
    }
}
