package io.modelferry.delta.testing;

import io.modelferry.delta.entropy.LittleEndian;
import java.util.Random;

/** Changes of FLOAT weights that follow a rule, so that a search can be asked for it. */
public final class Planted {

    private Planted() {}

    /** Each row by a factor of its own. */
    public static byte[] scaled(byte[] weights, int rows) {
        var scaled = weights.clone();
        int row = weights.length / Float.BYTES / rows;
        for (int i = 0; i < weights.length / Float.BYTES; i++) {
            put(scaled, i, get(weights, i) * factor(i / row));
        }
        return scaled;
    }

    /** What {@link #scaled} multiplies a row by; one that the format can hold. */
    public static float factor(int row) {
        return 1 + (row % 7 - 3) / 64f;
    }

    /** What is smaller than its row's threshold becomes zero, with its sign or without. */
    public static byte[] pruned(byte[] weights, int rows, boolean keepsSign) {
        var pruned = weights.clone();
        int row = weights.length / Float.BYTES / rows;
        for (int i = 0; i < weights.length / Float.BYTES; i++) {
            float weight = get(weights, i);
            if (Math.abs(weight) < threshold(i / row, rows)) {
                put(pruned, i, keepsSign ? Math.copySign(0, weight) : 0);
            }
        }
        return pruned;
    }

    /** One of all if there is one row. */
    public static float threshold(int row, int rows) {
        return rows == 1 ? 0.03f : 0.01f + row % 5 * 0.01f;
    }

    /** The weights plus an adapter of this rank, computed in single precision as training frameworks do. */
    public static byte[] adapted(byte[] weights, int rows, int rank, long seed) {
        var random = new Random(seed);
        int columns = weights.length / Float.BYTES / rows;
        var left = gaussian(random, rows * rank, 0.1);
        var right = gaussian(random, rank * columns, 0.1);
        var adapted = weights.clone();
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                float update = 0;
                for (int k = 0; k < rank; k++) {
                    update += left[i * rank + k] * right[k * columns + j];
                }
                put(adapted, i * columns + j, get(weights, i * columns + j) + update);
            }
        }
        return adapted;
    }

    /** Rows become columns. */
    public static byte[] transposed(byte[] elements, int rows, int width) {
        int columns = elements.length / width / rows;
        var turned = new byte[elements.length];
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                System.arraycopy(elements, (i * columns + j) * width, turned, (j * rows + i) * width, width);
            }
        }
        return turned;
    }

    public static float get(byte[] floats, int index) {
        return LittleEndian.getFloat(floats, index * Float.BYTES);
    }

    public static void put(byte[] floats, int index, float value) {
        LittleEndian.putFloat(floats, index * Float.BYTES, value);
    }

    public static float[] floats(byte[] bytes) {
        var floats = new float[bytes.length / Float.BYTES];
        LittleEndian.getFloats(bytes, 0, floats, 0, floats.length);
        return floats;
    }

    private static float[] gaussian(Random random, int count, double deviation) {
        var values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) (random.nextGaussian() * deviation);
        }
        return values;
    }
}
