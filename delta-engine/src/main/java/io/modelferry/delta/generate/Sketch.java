package io.modelferry.delta.generate;

import io.modelferry.delta.ElementType;
import io.modelferry.delta.entropy.LittleEndian;
import io.modelferry.delta.predict.Tensor;
import java.io.IOException;

/**
 * Some values of a tensor, from the same places in every tensor of as many elements, as a vector of mean 0 and length 1: the product of two is their
 * correlation. Empty for types that hold no weights.
 */
@SuppressWarnings("ArrayRecordComponent") // a vector, never compared
record Sketch(float[] values) {

    private static final int PLACES = 256;
    private static final Sketch NONE = new Sketch(new float[0]);

    static Sketch of(Tensor tensor) throws IOException {
        if (!isNumber(tensor.type()) || tensor.elements() < 2) {
            return NONE;
        }
        int count = (int) Math.min(PLACES, tensor.elements());
        var values = new double[count];
        var element = new byte[Float.BYTES];
        double mean = 0;
        for (int i = 0; i < count; i++) {
            long at = spread(i, count, tensor.elements());
            tensor.bytes()
                    .read(at * tensor.type().width(), element, 0, tensor.type().width());
            double value = value(tensor.type(), element);
            values[i] = Double.isFinite(value) ? value : 0;
            mean += values[i] / count;
        }
        return normalised(values, mean);
    }

    /** −1 to 1; 0 where nothing can be said. */
    double correlation(Sketch other) {
        if (values.length != other.values.length) {
            return 0;
        }
        double sum = 0;
        for (int i = 0; i < values.length; i++) {
            sum += values[i] * (double) other.values[i];
        }
        return sum;
    }

    /** Evenly spread, but not in step with any row. */
    private static long spread(int i, int count, long elements) {
        long even = i * (elements - 1) / Math.max(1, count - 1);
        return count == elements ? i : Math.clamp(even + i * 7L % 13 - 6, 0L, elements - 1);
    }

    private static Sketch normalised(double[] values, double mean) {
        double square = 0;
        for (double value : values) {
            square += (value - mean) * (value - mean);
        }
        if (square == 0) {
            return NONE;
        }
        double length = Math.sqrt(square);
        var unit = new float[values.length];
        for (int i = 0; i < unit.length; i++) {
            unit[i] = (float) ((values[i] - mean) / length);
        }
        return new Sketch(unit);
    }

    private static boolean isNumber(ElementType type) {
        return switch (type) {
            case FLOAT, FLOAT16, BFLOAT16, INT8, UINT8 -> true;
            default -> false;
        };
    }

    private static double value(ElementType type, byte[] element) {
        return switch (type) {
            case FLOAT -> LittleEndian.getFloat(element, 0);
            case FLOAT16 -> Float.float16ToFloat((short) (element[0] & 0xff | element[1] << 8));
            case BFLOAT16 -> Float.intBitsToFloat((element[0] & 0xff | element[1] << 8) << 16);
            case UINT8 -> element[0] & 0xff;
            default -> element[0];
        };
    }
}
