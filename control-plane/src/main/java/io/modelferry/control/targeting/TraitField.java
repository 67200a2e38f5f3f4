package io.modelferry.control.targeting;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import tools.jackson.databind.json.JsonMapper;

/**
 * A key of a device's attributes or facts. Equality is answered by the index over the whole object; a wildcard and an order look
 * at every device that the rest of the filter leaves.
 *
 * @param object the column, jsonb
 */
record TraitField(String object, String key, Kind kind) implements FilterField {

    /** What stands under the key. */
    enum Kind {
        TEXT,
        NUMBER,
        LIST
    }

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,15}(\\.[0-9]{1,9})?");

    @Override
    public String compile(Comparison comparison, Bindings bindings) {
        comparison.require(kind == Kind.LIST ? Operator.SAME : Operator.ALL);
        if (comparison.operator().orders()) {
            return ordered(comparison, bindings);
        }
        var alternatives = new ArrayList<String>();
        for (var value : comparison.values()) {
            alternatives.add(Texts.hasWildcard(value) ? like(value, bindings) : has(comparison, value, bindings));
        }
        var same = "(" + String.join(" or ", alternatives) + ")";
        return comparison.operator().negates() ? same + " is not true" : same;
    }

    private String has(Comparison comparison, String value, Bindings bindings) {
        Object stored = switch (kind) {
            case TEXT -> value;
            case NUMBER -> number(comparison, value);
            case LIST -> List.of(value);
        };
        return "%s @> cast(%s as jsonb)".formatted(object, bindings.bind(JSON.writeValueAsString(Map.of(key, stored))));
    }

    private String like(String value, Bindings bindings) {
        var pattern = bindings.bind(Texts.pattern(value));
        var name = bindings.bind(key);
        return kind == Kind.LIST
                ? "exists (select 1 from jsonb_array_elements_text(%s -> cast(%s as text)) e where e like %s)"
                        .formatted(object, name, pattern)
                : "%s ->> cast(%s as text) like %s".formatted(object, name, pattern);
    }

    /** A device whose value is no number is not selected. */
    private String ordered(Comparison comparison, Bindings bindings) {
        var value = "(%s ->> cast(%s as text))".formatted(object, bindings.bind(key));
        return "case when %s ~ '^-{0,1}[0-9]{1,15}([.][0-9]{1,9}){0,1}$' then cast(%s as numeric) %s %s else false end"
                .formatted(
                        value,
                        value,
                        comparison.operator().sql(),
                        bindings.bind(number(comparison, comparison.value())));
    }

    private static BigDecimal number(Comparison comparison, String value) {
        if (!NUMBER.matcher(value).matches()) {
            throw comparison.refused("is a number here, not '" + value + "'.", List.of());
        }
        return new BigDecimal(value);
    }
}
