package io.modelferry.control.targeting;

import java.util.List;
import java.util.Set;

/** A column that is true or false. */
record FlagField(String column) implements FilterField {

    @Override
    public String compile(Comparison comparison, Bindings bindings) {
        comparison.require(Set.of(Operator.EQUAL, Operator.NOT_EQUAL));
        var wanted = switch (comparison.value()) {
            case "true" -> true;
            case "false" -> false;
            default ->
                throw comparison.refused(
                        "is true or false, not '" + comparison.value() + "'.", List.of("true", "false"));
        };
        return wanted != comparison.operator().negates() ? column : "(not " + column + ")";
    }
}
