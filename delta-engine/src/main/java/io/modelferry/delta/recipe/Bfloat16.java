package io.modelferry.delta.recipe;

import io.modelferry.delta.ElementType;

/**
 * Weights as bfloat16, the upper half of a float: rounded to nearest, ties to even, too large is infinite. Subnormals are
 * kept. NaN becomes {@code 0x7FC0} or, if its sign bit is set, {@code 0xFFC0}, as in {@code ml_dtypes}; PyTorch's {@code
 * bfloat16()} gives {@code 0x7FC0} or {@code 0xFFFF}, depending on the processor, and else the same.
 */
public record Bfloat16() implements Recipe, Kernel {

    private static final int QUIET_NAN = 0x7FC0;

    @Override
    public RecipeId id() {
        return RecipeId.BFLOAT16;
    }

    @Override
    public ElementType target() {
        return RecipeId.BFLOAT16.target();
    }

    @Override
    public void apply(long first, float[] weights, int count, byte[] elements, int at) {
        for (int i = 0; i < count; i++) {
            LittleEndian.put(elements, at + 2 * i, round(weights[i]));
        }
    }

    /** The bits of the bfloat16 that {@code weight} becomes. */
    public static short round(float weight) {
        var bits = Float.floatToRawIntBits(weight);
        if (Float.isNaN(weight)) {
            return (short) ((bits >>> 16 & 0x8000) | QUIET_NAN);
        }
        var lastKept = bits >>> 16 & 1; // just under half, and one more if that makes the result even
        return (short) ((bits + 0x7FFF + lastKept) >>> 16);
    }
}
