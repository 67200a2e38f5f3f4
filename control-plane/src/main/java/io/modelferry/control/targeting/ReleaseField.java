package io.modelferry.control.targeting;

import java.util.List;
import java.util.regex.Pattern;

/**
 * A release such as {@code 1.29.0}: equal as text, ordered number by number, {@code 1.9} before {@code 1.10} and {@code 1.2} the
 * same as {@code 1.2.0}. A device whose release does not begin with a number is not selected by an order.
 *
 * @param expression of type text
 */
record ReleaseField(String expression, FilterField text) implements FilterField {

    private static final Pattern RELEASE = Pattern.compile("[0-9]{1,9}(\\.[0-9]{1,9}){0,5}");

    /** Numbers without the zeros at the end, for both sides alike. */
    private static final String NUMBERS = "cast(string_to_array(regexp_replace("
            + "substring(%s from '^[0-9]{1,9}(?:[.][0-9]{1,9}){0,5}'), '([.]0+)+$', ''), '.') as int[])";

    @Override
    public String compile(Comparison comparison, Bindings bindings) {
        if (!comparison.operator().orders()) {
            return text.compile(comparison, bindings);
        }
        if (!RELEASE.matcher(comparison.value()).matches()) {
            throw comparison.refused("is a release such as 1.29.0 here, not '" + comparison.value() + "'.", List.of());
        }
        var wanted = "cast(" + bindings.bind(comparison.value()) + " as text)";
        return "coalesce(%s %s %s, false)"
                .formatted(NUMBERS.formatted(expression), comparison.operator().sql(), NUMBERS.formatted(wanted));
    }
}
