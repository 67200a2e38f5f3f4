package io.modelferry.delta.codec;

import io.modelferry.delta.entropy.FrequencyTable;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which exponents share a table. An update of one size is twice as many units in the last place where the weight is half as large, so a
 * table is shared in units of its lowest exponent: the symbol is the token, moved up by {@link FloatTokens#OCTAVE} for each exponent above
 * that. Neighbours are joined while the shared table costs less than two.
 */
final class ExponentGroups {

    /** Exponents of both formats, and 0 for "nothing predicted". */
    static final int KEYS = 256;

    private static final int MAX_MAGNITUDE_SYMBOL = FrequencyTable.MAX_SYMBOLS - 1;

    /** Exponents {@code first} to {@code last}, and how often each symbol occurs among them. */
    record Group(int first, int last, int[] counts, double bits) {

        FrequencyTable table() {
            return FrequencyTable.of(counts);
        }
    }

    private ExponentGroups() {}

    /** @param histogram how often each token occurs, at {@code key · KEYS + token}; key 0 is left out */
    static List<Group> of(int[] histogram) {
        var groups = new ArrayList<Group>();
        for (int key = 1; key < KEYS; key++) {
            var next = single(histogram, key);
            if (next == null) {
                continue;
            }
            var joined = groups.isEmpty() ? null : joined(groups.getLast(), next);
            if (joined != null && joined.bits() <= groups.getLast().bits() + next.bits()) {
                groups.set(groups.size() - 1, joined);
            } else {
                groups.add(next);
            }
        }
        return groups;
    }

    static int symbol(int token, int key, int firstKey) {
        return token == 0 ? 0 : token + FloatTokens.OCTAVE * (key - firstKey);
    }

    private static @Nullable Group single(int[] histogram, int key) {
        if (isEmpty(histogram, key)) {
            return null;
        }
        var counts = new int[FrequencyTable.MAX_SYMBOLS];
        System.arraycopy(histogram, key * KEYS, counts, 0, FloatTokens.END);
        return new Group(key, key, counts, bits(counts));
    }

    private static boolean isEmpty(int[] histogram, int key) {
        int any = 0;
        for (int i = key * KEYS; i < key * KEYS + FloatTokens.END; i++) {
            any |= histogram[i];
        }
        return any == 0;
    }

    private static @Nullable Group joined(Group lower, Group upper) {
        int shift = FloatTokens.OCTAVE * (upper.first - lower.first);
        var counts = lower.counts.clone();
        counts[0] += upper.counts[0];
        for (int symbol = 1; symbol < FrequencyTable.MAX_SYMBOLS; symbol++) {
            if (upper.counts[symbol] > 0) {
                if (symbol + shift > MAX_MAGNITUDE_SYMBOL) {
                    return null;
                }
                counts[symbol + shift] += upper.counts[symbol];
            }
        }
        return new Group(lower.first, upper.last, counts, bits(counts));
    }

    /** What the table and all its symbols cost. */
    private static double bits(int[] counts) {
        int first = -1;
        int last = 0;
        int total = 0;
        double bits = 0;
        for (int symbol = 0; symbol < counts.length; symbol++) {
            if (counts[symbol] > 0) {
                first = first < 0 ? symbol : first;
                last = symbol;
                total += counts[symbol];
                bits -= Log2.times(counts[symbol]);
            }
        }
        return bits + Log2.times(total) + FrequencyTable.storedBits(last - first + 1) + 16;
    }
}
