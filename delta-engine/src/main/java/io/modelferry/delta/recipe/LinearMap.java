package io.modelferry.delta.recipe;

import io.modelferry.delta.ElementType;

/**
 * {@code weight ≈ scale · (code − zeroPoint)}.
 *
 * @param scale above zero
 * @param zeroPoint the code of zero, one that {@code type} can hold
 */
public record LinearMap(EightBit type, float scale, int zeroPoint) implements Kernel {

    public LinearMap {
        require(type, scale, zeroPoint);
    }

    static void require(EightBit type, float scale, int zeroPoint) {
        if (!(scale > 0) || Float.isInfinite(scale)) {
            throw new IllegalArgumentException("a scale is positive and finite: " + scale);
        }
        if (zeroPoint < type.lowest() || zeroPoint > type.highest()) {
            throw new IllegalArgumentException("a zero point is a code: " + zeroPoint);
        }
    }

    @Override
    public ElementType target() {
        return type.element();
    }

    /**
     * Divides and rounds half to even in single precision, then clips to what the type can hold: ONNX {@code
     * QuantizeLinear}. NaN gets the zero point.
     */
    public byte code(float weight) {
        return code(weight, scale, type.lowest() - zeroPoint, type.highest() - zeroPoint, zeroPoint);
    }

    /** One code for each of {@code count} weights, in order. */
    public void quantise(float[] weights, int from, int count, byte[] codes, int at) {
        var lowest = type.lowest() - zeroPoint;
        var highest = type.highest() - zeroPoint;
        for (int i = 0; i < count; i++) {
            codes[at + i] = code(weights[from + i], scale, lowest, highest, zeroPoint);
        }
    }

    @Override
    public void apply(long first, float[] weights, int count, byte[] elements, int at) {
        quantise(weights, 0, count, elements, at);
    }

    /** Clips before the zero point is added: the sum cannot overflow, and a bound is a whole number, so the code is the same. */
    static byte code(float weight, float scale, int lowest, int highest, int zeroPoint) {
        var steps = (int) Math.rint(weight / scale);
        return (byte) (Math.min(Math.max(steps, lowest), highest) + zeroPoint);
    }
}
