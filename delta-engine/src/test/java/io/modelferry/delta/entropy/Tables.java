package io.modelferry.delta.entropy;

import java.util.Random;

/** Counts of symbols, from one symbol to all, from level to extremely skew. */
final class Tables {

    private Tables() {}

    static int[] counts(Random random) {
        int first = random.nextInt(256);
        int symbols = 1 + random.nextInt(random.nextBoolean() ? 256 - first : Math.min(8, 256 - first));
        var counts = new int[256];
        double skew = random.nextInt(24);
        for (int i = 0; i < symbols; i++) {
            counts[first + i] =
                    random.nextInt(5) == 0 ? 0 : (int) Math.min(1 << 28, Math.pow(2, random.nextDouble() * skew));
        }
        counts[first] = Math.max(1, counts[first]);
        return counts;
    }

    /** Symbols that occur as often as the counts say, give or take. */
    static byte[] symbols(int[] counts, int length, Random random) {
        long total = 0;
        for (int count : counts) {
            total += count;
        }
        var symbols = new byte[length];
        for (int i = 0; i < length; i++) {
            long draw = random.nextLong(total);
            int symbol = 0;
            while (draw >= counts[symbol]) {
                draw -= counts[symbol++];
            }
            symbols[i] = (byte) symbol;
        }
        return symbols;
    }

    static int[] only(int... symbols) {
        var counts = new int[256];
        for (int symbol : symbols) {
            counts[symbol] = 1;
        }
        return counts;
    }

    /** One symbol nearly always, all others hardly ever: lifting each to one takes more than there is. */
    static int[] oneAmongRare(int often) {
        var counts = new int[256];
        for (int symbol = 0; symbol < counts.length; symbol++) {
            counts[symbol] = symbol == 100 ? often : 1;
        }
        return counts;
    }
}
