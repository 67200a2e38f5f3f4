package io.modelferry.delta.recipe;

import io.modelferry.delta.ElementType;

/** How a tool made a variant's weights from float weights, with everything that decides a bit of the result. */
public sealed interface Recipe permits Quantisation, Halves, Bfloat16 {

    /** Its name in a file; the parameters are those of the record. */
    RecipeId id();

    /** What the weights become. */
    default ElementType target() {
        return id().target();
    }
}
