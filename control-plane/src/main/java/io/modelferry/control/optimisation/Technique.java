package io.modelferry.control.optimisation;

import java.util.Arrays;
import java.util.Optional;

/** The recipes, in the order in which a version goes through them; the first is the measure for the others. */
enum Technique {
    AS_PUBLISHED("fp32"),
    DYNAMIC_INT8("int8-dynamic");

    private final String variant;

    Technique(String variant) {
        this.variant = variant;
    }

    /** The name that devices, operators and the signed list know it by. */
    String variant() {
        return variant;
    }

    static Optional<Technique> named(String variant) {
        return Arrays.stream(values())
                .filter(technique -> technique.variant.equals(variant))
                .findFirst();
    }
}
