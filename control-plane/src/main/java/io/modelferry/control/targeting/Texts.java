package io.modelferry.control.targeting;

import java.util.ArrayList;
import java.util.List;

/** Texts are compared as they are; {@code *} stands for any run of characters. */
final class Texts {

    private Texts() {}

    static boolean hasWildcard(String value) {
        return value.indexOf('*') >= 0;
    }

    /** For SQL's {@code like}, with its own wildcards taken literally. */
    static String pattern(String value) {
        return value.replace("\\", "\\\\")
                .replace("%", "\\%")
                .replace("_", "\\_")
                .replaceAll("\\*+", "%");
    }

    /**
     * {@code expression} is one of the values.
     *
     * @param expression of type text
     */
    static String isOneOf(String expression, List<String> values, Bindings bindings) {
        var alternatives = new ArrayList<String>();
        var exact = values.stream().filter(value -> !hasWildcard(value)).toList();
        if (exact.size() == 1) {
            alternatives.add(expression + " = " + bindings.bind(exact.getFirst()));
        } else if (!exact.isEmpty()) {
            alternatives.add(expression + " in (" + bindings.bind(exact) + ")");
        }
        values.stream()
                .filter(Texts::hasWildcard)
                .forEach(value -> alternatives.add(expression + " like " + bindings.bind(pattern(value))));
        return "(" + String.join(" or ", alternatives) + ")";
    }
}
