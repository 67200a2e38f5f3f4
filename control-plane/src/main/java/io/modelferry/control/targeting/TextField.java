package io.modelferry.control.targeting;

/** A column of text; one that is null is no value's equal. */
record TextField(String column) implements FilterField {

    @Override
    public String compile(Comparison comparison, Bindings bindings) {
        comparison.require(Operator.SAME);
        var same = Texts.isOneOf(column, comparison.values(), bindings);
        return comparison.operator().negates() ? "(" + same + ") is not true" : same;
    }
}
