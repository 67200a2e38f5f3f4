package io.modelferry.delta.entropy;

/**
 * How often each symbol occurs, scaled so that all together occur {@value #TOTAL} times. What is stored are the logarithms of the counts in
 * quarters of an octave; both sides derive the same table from them, in integers.
 *
 * @see <a href="../docs/delta-format.md#tables">docs/delta-format.md, section 6.1</a>
 */
public final class FrequencyTable {

    /** Logarithm of {@link #TOTAL}. */
    public static final int TOTAL_BITS = 12;

    public static final int TOTAL = 1 << TOTAL_BITS;

    /** A symbol is a byte. */
    public static final int MAX_SYMBOLS = 256;

    private static final int SYMBOL_BITS = 8;
    private static final int LOG_BITS = 6;
    private static final int STEPS_AN_OCTAVE = 4;
    private static final int MAX_LOG = (1 << LOG_BITS) - 2;
    private static final int[] COUNT_OF_LOG = countsOfLogs();

    private final int first;
    private final byte[] logs; // of the count of symbol first + i, plus one; 0: does not occur
    private final int[] frequencies = new int[MAX_SYMBOLS];
    private final int[] starts = new int[MAX_SYMBOLS];

    private FrequencyTable(int first, byte[] logs) {
        this.first = first;
        this.logs = logs;
        normalise();
    }

    /** @param counts of each symbol, at least one above zero; at most {@value #MAX_SYMBOLS} of them */
    public static FrequencyTable of(int[] counts) {
        int first = 0;
        int end = counts.length;
        while (first < end && counts[first] == 0) {
            first++;
        }
        while (end > first && counts[end - 1] == 0) {
            end--;
        }
        if (first == end) {
            throw new IllegalArgumentException("no symbol occurs");
        }
        long largest = COUNT_OF_LOG[MAX_LOG];
        for (int count : counts) {
            largest = Math.max(largest, count);
        }
        var logs = new byte[end - first];
        for (int i = first; i < end; i++) {
            logs[i - first] =
                    (byte) (counts[i] == 0 ? 0 : 1 + logOf(counts[i] * (long) COUNT_OF_LOG[MAX_LOG] / largest));
        }
        return new FrequencyTable(first, logs);
    }

    public static FrequencyTable read(BitReader in) throws CutShort {
        int first = in.read(SYMBOL_BITS);
        int last = in.read(SYMBOL_BITS);
        if (last < first) {
            throw new CutShort("a table of symbols " + first + " to " + last);
        }
        var logs = new byte[last - first + 1];
        for (int i = 0; i < logs.length; i++) {
            logs[i] = (byte) in.read(LOG_BITS);
        }
        if (logs[0] == 0 || logs[logs.length - 1] == 0) {
            throw new CutShort("a table that begins or ends with nothing");
        }
        return new FrequencyTable(first, logs);
    }

    public void write(BitWriter out) {
        out.write(first, SYMBOL_BITS);
        out.write(first + logs.length - 1, SYMBOL_BITS);
        for (byte log : logs) {
            out.write(log, LOG_BITS);
        }
    }

    /** Length of what {@link #write} writes for a table that spans so many symbols. */
    public static int storedBits(int span) {
        return 2 * SYMBOL_BITS + LOG_BITS * span;
    }

    /** The first symbol that occurs. */
    int first() {
        return first;
    }

    /** The last symbol that occurs. */
    int last() {
        return first + logs.length - 1;
    }

    /** Of {@value #TOTAL}; 0 if the symbol does not occur. */
    public int frequency(int symbol) {
        return frequencies[symbol];
    }

    /** The frequencies of all smaller symbols together. */
    public int start(int symbol) {
        return starts[symbol];
    }

    /** Scales to the total, at least one each; what rounding leaves goes to the most frequent. */
    private void normalise() {
        long sum = 0;
        for (byte log : logs) {
            sum += log == 0 ? 0 : COUNT_OF_LOG[log - 1];
        }
        int left = TOTAL;
        int most = 0;
        for (int i = 0; i < logs.length; i++) {
            if (logs[i] == 0) {
                continue;
            }
            int symbol = first + i;
            frequencies[symbol] = (int) Math.max(1, (long) COUNT_OF_LOG[logs[i] - 1] * TOTAL / sum);
            left -= frequencies[symbol];
            most = logs[i] > logs[most] ? i : most;
        }
        if (left > 0) {
            frequencies[first + most] += left;
        } else {
            takeBack(-left);
        }
        for (int symbol = 1; symbol < MAX_SYMBOLS; symbol++) {
            starts[symbol] = starts[symbol - 1] + frequencies[symbol - 1];
        }
    }

    /** Many rare symbols, each lifted to one, took more than there is: who has more than one gives one, in turn. */
    private void takeBack(int debt) {
        while (debt > 0) {
            for (int symbol = 0; symbol < MAX_SYMBOLS && debt > 0; symbol++) {
                if (frequencies[symbol] > 1) {
                    frequencies[symbol]--;
                    debt--;
                }
            }
        }
    }

    /** The nearest step; on a tie the lower. */
    private static int logOf(long count) {
        int log = 0;
        while (log < MAX_LOG && COUNT_OF_LOG[log + 1] - count <= count - COUNT_OF_LOG[log]) {
            log++;
        }
        return log;
    }

    /** 2^(i / 4), rounded: StrictMath, so that every machine has the same. */
    private static int[] countsOfLogs() {
        var counts = new int[MAX_LOG + 1];
        for (int i = 0; i <= MAX_LOG; i++) {
            counts[i] = (int) StrictMath.round(StrictMath.pow(2, (double) i / STEPS_AN_OCTAVE));
        }
        return counts;
    }
}
