package io.modelferry.delta.recipe;

import io.modelferry.delta.ElementType;

/** The integer that holds a weight's code. */
public enum EightBit {
    /** Signed, −128…127. */
    INT8(RecipeId.QUANTISED_INT8, Byte.MIN_VALUE, Byte.MAX_VALUE),
    /** Unsigned, 0…255. */
    UINT8(RecipeId.QUANTISED_UINT8, 0, 255);

    private final RecipeId recipe;
    private final int lowest;
    private final int highest;

    EightBit(RecipeId recipe, int lowest, int highest) {
        this.recipe = recipe;
        this.lowest = lowest;
        this.highest = highest;
    }

    RecipeId recipe() {
        return recipe;
    }

    public ElementType element() {
        return recipe.target();
    }

    /** The lowest code it can hold. */
    public int lowest() {
        return lowest;
    }

    /** The highest code it can hold. */
    public int highest() {
        return highest;
    }
}
