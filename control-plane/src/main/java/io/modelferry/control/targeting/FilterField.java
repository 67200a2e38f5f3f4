package io.modelferry.control.targeting;

/** A field of filters: turns one comparison with it into a condition over {@code fleet_device d}. */
@FunctionalInterface
interface FilterField {

    /** @throws io.modelferry.control.platform.Refusal 422 for an operator or a value that is not the field's */
    String compile(Comparison comparison, Bindings bindings);
}
