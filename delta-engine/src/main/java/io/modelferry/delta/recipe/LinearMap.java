package io.modelferry.delta.recipe;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;

/**
 * {@code weight ≈ scale · (code − zeroPoint)}.
 *
 * @param scale above zero
 * @param zeroPoint the code of zero
 */
public record LinearMap(EightBit type, float scale, int zeroPoint) {

    private static final int BLOCK = 32;

    public LinearMap {
        if (!(scale > 0) || Float.isInfinite(scale)) {
            throw new IllegalArgumentException("a scale is positive and finite: " + scale);
        }
    }

    /** Rounds half to even in single precision, then clips: ONNX {@code QuantizeLinear}. */
    public byte code(float weight) {
        return type.clipped((float) Math.rint(weight / scale) + zeroPoint);
    }

    /** One code for each remaining weight, in order. */
    public void quantise(FloatBuffer weights, ByteBuffer codes) {
        for (int i = weights.position(); i < weights.limit(); i++) {
            codes.put(code(weights.get(i)));
        }
    }

    /**
     * As {@link #quantise}, and turned: {@code weights} is {@code [rows, cols]} row by row, the codes come out as
     * {@code [cols, rows]}.
     */
    public void quantiseTransposed(FloatBuffer weights, int rows, int cols, ByteBuffer codes) {
        if (weights.remaining() != Math.multiplyExact(rows, cols)) {
            throw new IllegalArgumentException(weights.remaining() + " weights are not " + rows + " × " + cols);
        }
        var first = weights.position();
        var out = codes.position();
        for (int block = 0; block < cols; block += BLOCK) { // a column at a time would miss the cache at every weight
            for (int row = 0; row < rows; row++) {
                for (int col = block; col < Math.min(cols, block + BLOCK); col++) {
                    codes.put(out + col * rows + row, code(weights.get(first + row * cols + col)));
                }
            }
        }
        codes.position(out + rows * cols);
    }
}
