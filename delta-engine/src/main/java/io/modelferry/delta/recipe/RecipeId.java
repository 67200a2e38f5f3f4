package io.modelferry.delta.recipe;

import io.modelferry.delta.ElementType;
import org.jspecify.annotations.Nullable;

/** The recipes by the number that stands for them in files: a number is never given twice and never changes its meaning. */
public enum RecipeId {
    QUANTISED_INT8(1, ElementType.INT8),
    QUANTISED_UINT8(2, ElementType.UINT8),
    FLOAT16(3, ElementType.FLOAT16),
    BFLOAT16(4, ElementType.BFLOAT16);

    private final int code;
    private final ElementType target;

    RecipeId(int code, ElementType target) {
        this.code = code;
        this.target = target;
    }

    /** @return null for a code that no recipe has */
    public static @Nullable RecipeId ofCode(long code) {
        for (var id : values()) {
            if (id.code == code) {
                return id;
            }
        }
        return null;
    }

    public int code() {
        return code;
    }

    /** What the weights become. */
    public ElementType target() {
        return target;
    }
}
