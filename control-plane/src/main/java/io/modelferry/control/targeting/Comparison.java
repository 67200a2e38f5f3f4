package io.modelferry.control.targeting;

import io.modelferry.control.platform.Refusal;
import java.util.Collection;
import java.util.List;

/**
 * One comparison of a filter.
 *
 * @param values one, or more with {@code =in=} and {@code =out=}
 * @param position of the field's first character in the filter, from 1
 */
record Comparison(String field, Operator operator, List<String> values, int position) {

    String value() {
        return values.getFirst();
    }

    /**
     * @param words what is wrong, without the field
     * @param known what there is instead; empty if that is no list
     */
    Refusal refused(String words, Collection<String> known) {
        return BadFilter.at(position, field, field + " " + words, known);
    }

    /** @throws Refusal if there is none, or more than the operator takes */
    void requireValues() {
        if (values.isEmpty()) {
            throw refused("is compared with nothing.", List.of());
        }
        if (values.size() > 1 && !operator.takesMany()) {
            throw refused(
                    "is compared with one value by " + operator.symbol() + "; a list takes =in= or =out=.", List.of());
        }
    }

    /** @throws Refusal if the field is not compared that way */
    void require(Collection<Operator> operators) {
        if (!operators.contains(operator)) {
            var known = operators.stream().sorted().map(Operator::symbol).toList();
            throw refused("is not compared with " + operator.symbol() + ".", known);
        }
    }
}
