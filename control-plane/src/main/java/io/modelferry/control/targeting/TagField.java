package io.modelferry.control.targeting;

import java.util.ArrayList;

/** The tags of a device: it has one of them, or none of them. */
record TagField() implements FilterField {

    @Override
    public String compile(Comparison comparison, Bindings bindings) {
        comparison.require(Operator.SAME);
        var alternatives = new ArrayList<String>();
        for (var value : comparison.values()) {
            alternatives.add(
                    Texts.hasWildcard(value)
                            ? "exists (select 1 from unnest(d.tags) t where t like %s)"
                                    .formatted(bindings.bind(Texts.pattern(value)))
                            : "d.tags @> cast(array[%s] as text[])".formatted(bindings.bind(value)));
        }
        var tagged = "(" + String.join(" or ", alternatives) + ")";
        return comparison.operator().negates() ? "(not " + tagged + ")" : tagged;
    }
}
