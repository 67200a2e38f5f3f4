package io.modelferry.delta.recipe;

/**
 * {@code bias ≈ scale · code}: a bias in 32 bits as ONNX Runtime's {@code quantize_static} stores it, with no scale of its own.
 *
 * @param scale above zero
 * @see <a href="https://github.com/microsoft/onnxruntime/blob/v1.30.0/onnxruntime/python/tools/quantization/base_quantizer.py">
 *     base_quantizer.py: quantize_bias_static_impl</a>
 */
public record BiasMap(float scale) {

    public BiasMap {
        if (!(scale > 0) || Float.isInfinite(scale)) {
            throw new IllegalArgumentException("a scale is positive and finite: " + scale);
        }
    }

    /** That of the products that a bias is added to; for a bias along channels, of its own channel. */
    public static BiasMap of(float inputScale, float weightScale) {
        return new BiasMap(inputScale * weightScale);
    }

    /** Divides in double precision, rounds half to even, and clips; NaN gets 0. */
    public int code(float bias) {
        return (int) Math.rint(bias / (double) scale); // the cast clips
    }
}
