package io.modelferry.delta.codec;

import io.modelferry.delta.entropy.FrequencyTable;
import java.util.Arrays;

/** How often each byte occurs. */
final class ByteCounts {

    static final int VALUES = 256;

    private static final int LANES = 4;
    private static final int BLOCK = 1024;

    /** Four counters for each value, because adding to one twice in a row waits for the first. */
    private final int[] lanes = new int[LANES * VALUES];

    private final int[] counts = new int[VALUES];

    /** Of {@code bytes[0 … count)}; the array is good until the next call. */
    int[] of(byte[] bytes, int count) {
        Arrays.fill(lanes, 0);
        for (int first = 0; first < count; first += BLOCK) {
            add(bytes, first, Math.min(count, first + BLOCK));
        }
        for (int value = 0; value < VALUES; value++) {
            counts[value] =
                    lanes[value] + lanes[VALUES + value] + lanes[2 * VALUES + value] + lanes[3 * VALUES + value];
        }
        return counts;
    }

    private void add(byte[] bytes, int first, int end) {
        int i = first;
        for (; i + LANES <= end; i += LANES) {
            lanes[bytes[i] & 0xff]++;
            lanes[VALUES + (bytes[i + 1] & 0xff)]++;
            lanes[2 * VALUES + (bytes[i + 2] & 0xff)]++;
            lanes[3 * VALUES + (bytes[i + 3] & 0xff)]++;
        }
        for (; i < end; i++) {
            lanes[bytes[i] & 0xff]++;
        }
    }

    /** What that many symbols cost under a table of their own, in bits, and the table. */
    static double bits(int[] counts) {
        int total = 0;
        int symbols = 0;
        double bits = 0;
        for (int count : counts) {
            total += count;
            symbols += count > 0 ? 1 : 0;
            bits -= Log2.times(count);
        }
        return bits + Log2.times(total) + FrequencyTable.storedBits(symbols);
    }
}
