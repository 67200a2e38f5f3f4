package io.modelferry.delta.generate;

import io.modelferry.delta.ElementType;
import io.modelferry.delta.entropy.LittleEndian;

/**
 * Some values of a tensor, from the same places in every tensor of as many elements, as a vector of mean 0 and length 1: the product of two is their
 * correlation. Empty for types that hold no weights.
 */
@SuppressWarnings("ArrayRecordComponent") // a vector, never compared
record Sketch(float[] values) {

    private static final int PLACES = 256;
    private static final Sketch NONE = new Sketch(new float[0]);

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

    /** A sketch in the making, from a tensor's bytes as they pass. */
    static final class Drawing {

        private final ElementType type;
        private final long[] places;
        private final double[] values;

        Drawing(ElementType type, long elements) {
            this.type = type;
            int count = isNumber(type) && elements > 1 ? (int) Math.min(PLACES, elements) : 0;
            this.places = new long[count];
            this.values = new double[count];
            for (int i = 0; i < count; i++) {
                places[i] = spread(i, count, elements);
            }
        }

        /** Bytes {@code [at, at + count)} of the tensor, whole elements. */
        void pass(long at, byte[] bytes, int count) {
            int width = type.width();
            for (int i = 0; i < places.length; i++) {
                long from = places[i] * width - at;
                if (from >= 0 && from < count) {
                    double value = value(type, bytes, (int) from);
                    values[i] = Double.isFinite(value) ? value : 0;
                }
            }
        }

        Sketch finished() {
            double mean = 0;
            for (double value : values) {
                mean += value / values.length;
            }
            double square = 0;
            for (double value : values) {
                square += (value - mean) * (value - mean);
            }
            return square == 0 ? NONE : unit(mean, Math.sqrt(square));
        }

        private Sketch unit(double mean, double length) {
            var unit = new float[values.length];
            for (int i = 0; i < unit.length; i++) {
                unit[i] = (float) ((values[i] - mean) / length);
            }
            return new Sketch(unit);
        }
    }

    /** Evenly spread, but not in step with any row. */
    private static long spread(int i, int count, long elements) {
        long even = i * (elements - 1) / Math.max(1, count - 1);
        return count == elements ? i : Math.clamp(even + i * 7L % 13 - 6, 0L, elements - 1);
    }

    private static boolean isNumber(ElementType type) {
        return switch (type) {
            case FLOAT, FLOAT16, BFLOAT16, INT8, UINT8 -> true;
            default -> false;
        };
    }

    private static double value(ElementType type, byte[] bytes, int at) {
        return switch (type) {
            case FLOAT -> LittleEndian.getFloat(bytes, at);
            case FLOAT16 -> Float.float16ToFloat(LittleEndian.getShort(bytes, at));
            case BFLOAT16 -> Float.intBitsToFloat(LittleEndian.getShort(bytes, at) << 16);
            case UINT8 -> bytes[at] & 0xff;
            default -> bytes[at];
        };
    }
}
