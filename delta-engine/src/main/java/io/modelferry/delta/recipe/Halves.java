package io.modelferry.delta.recipe;

import io.modelferry.delta.ElementType;

/**
 * Weights as IEEE binary16. What lies outside the limits is first moved onto them, its sign kept; zeros and infinities stay.
 * Then it is rounded to the nearest half, ties to even. NaN stays NaN, made quiet, with its sign and upper nine bits of payload.
 *
 * @param minPositive nothing but zero comes out nearer to zero than this, before rounding
 * @param maxFinite nothing finite comes out farther from zero than this, before rounding
 * @see <a href="https://github.com/microsoft/onnxruntime/blob/v1.30.0/onnxruntime/python/tools/transformers/float16.py">
 *     float16.py: convert_np_to_float16</a>
 */
public record Halves(float minPositive, float maxFinite) implements Recipe, Kernel {

    /** No limits, too large is infinite: PyTorch's {@code half()}, NumPy's {@code astype}. */
    public static final Halves IEEE = new Halves(0, Float.MAX_VALUE);

    /** What {@code onnxruntime.transformers.float16} does unless told otherwise. */
    public static final Halves ONNX_RUNTIME = new Halves(5.96e-08f, 65504);

    /** What {@code onnxconverter_common.float16} does unless told otherwise. */
    public static final Halves ONNX_CONVERTER = new Halves(1e-7f, 1e4f);

    private static final int QUIET_NAN = 0x7E00;

    public Halves {
        if (!(minPositive >= 0 && minPositive <= maxFinite && maxFinite <= Float.MAX_VALUE)) {
            throw new IllegalArgumentException("limits are finite and in order: " + minPositive + " … " + maxFinite);
        }
    }

    @Override
    public RecipeId id() {
        return RecipeId.FLOAT16;
    }

    @Override
    public ElementType target() {
        return RecipeId.FLOAT16.target();
    }

    @Override
    public void apply(long first, float[] weights, int count, byte[] elements, int at) {
        for (int i = 0; i < count; i++) {
            LittleEndian.put(elements, at + 2 * i, toFloat16(weights[i]));
        }
    }

    /** The bits of the half that {@code weight} becomes. */
    public short toFloat16(float weight) {
        return Float.isNaN(weight) ? quiet(weight) : Float.floatToFloat16(limited(weight));
    }

    private float limited(float weight) {
        var magnitude = Math.abs(weight);
        if (magnitude < minPositive && magnitude > 0) {
            return Math.copySign(minPositive, weight);
        }
        if (magnitude > maxFinite && magnitude < Float.POSITIVE_INFINITY) {
            return Math.copySign(maxFinite, weight);
        }
        return weight;
    }

    /** Spelled out, because the JDK leaves a NaN's bits to the processor. */
    private static short quiet(float nan) {
        var bits = Float.floatToRawIntBits(nan);
        return (short) ((bits >>> 16 & 0x8000) | QUIET_NAN | (bits >>> 13 & 0x1FF));
    }
}
