package io.modelferry.delta.entropy;

/**
 * Range asymmetric numeral systems: what a symbol costs is the logarithm of its frequency, to a hundredth of a bit. Two states take turns, symbol
 * by symbol, so that a decoder works on both at once; each is renormalised by 32 bits.
 * <p>Encodes from the last symbol to the first, into the end of a buffer.
 *
 * @see <a href="https://arxiv.org/abs/1311.2540">Jarek Duda, Asymmetric numeral systems</a>
 */
public final class RansEncoder {

    /** A state is at least this between two symbols, and below 2^63. */
    static final long LOWEST = 1L << 31;

    /** Bytes of both states, ahead of everything else. */
    public static final int STATE_BYTES = 2 * Long.BYTES;

    private static final int TOTAL = FrequencyTable.TOTAL;
    private static final int SYMBOLS = FrequencyTable.MAX_SYMBOLS;
    private static final int RENORM_SHIFT = 63 - FrequencyTable.TOTAL_BITS;
    private static final int BIAS_SHIFT = 8;
    private static final int FREQUENCY_SHIFT = 32;
    private static final int BLOCK = 512;
    private static final long[] RECIPROCALS = reciprocals();

    private byte[] out = new byte[0];
    private int at;
    private long next; // the state that the next symbol goes to
    private long afterNext;
    private byte[] noKeys = new byte[0];
    private long[] entries = new long[0]; // two for each symbol: reciprocal; then frequency, bias and shift

    /** Makes room for so many tables. */
    public void prepare(int tables) {
        if (entries.length < 2 * tables * SYMBOLS) {
            entries = new long[2 * tables * SYMBOLS];
        }
    }

    public void setTable(int index, FrequencyTable table) {
        setTable(index, table, 0);
    }

    /** @param lift what is added to a symbol, unless it is 0, before it is looked up */
    public void setTable(int index, FrequencyTable table, int lift) {
        int at = index * SYMBOLS;
        prepare(at, table.frequency(0), table.start(0));
        for (int lifted = Math.max(1 + lift, table.first()); lifted <= table.last(); lifted++) {
            if (table.frequency(lifted) > 0) {
                prepare(at + lifted - lift, table.frequency(lifted), table.start(lifted));
            }
        }
    }

    /** Alverson's reciprocal: exact for every state below 2^63. */
    private void prepare(int entry, int f, int start) {
        if (f <= 1) { // x · (2^64 − 1) / 2^64 = x − 1: the bias makes up for it
            entries[2 * entry] = -1;
            entries[2 * entry + 1] = (long) f << FREQUENCY_SHIFT | start + TOTAL - 1 << BIAS_SHIFT;
            return;
        }
        entries[2 * entry] = RECIPROCALS[f];
        entries[2 * entry + 1] = (long) f << FREQUENCY_SHIFT | start << BIAS_SHIFT | bits(f) - 1;
    }

    private static long[] reciprocals() {
        var all = new long[TOTAL + 1];
        for (int f = 2; f <= TOTAL; f++) {
            all[f] = ceilOfPowerOver(bits(f) + 63, f);
        }
        return all;
    }

    private static int bits(int f) {
        return Integer.SIZE - Integer.numberOfLeadingZeros(f - 1);
    }

    /** ⌈2^power / f⌉, which fits 64 bits for f &gt; 2^(power − 64). */
    private static long ceilOfPowerOver(int power, int f) {
        long high = 1L << (power - 32);
        long quotient = high / f;
        long rest = (high % f) << 32 | 0xffff_ffffL & f - 1;
        return (quotient << 32) + rest / f;
    }

    /** Codes {@code symbols[0 … count)}, each under table {@code keys[i]}; {@link #length} bytes are then ready. */
    public void encode(byte[] keys, byte[] symbols, int count) {
        start(count);
        for (int end = count; end > 0; end -= BLOCK) {
            encode(keys, symbols, Math.max(0, end - BLOCK), end);
        }
        finish();
    }

    /** From the last to the first; a block is so short that the virtual machine compiles this within the first megabyte. */
    private void encode(byte[] keys, byte[] symbols, int from, int end) {
        var into = out;
        var table = entries;
        int place = at;
        long x = next;
        long other = afterNext;
        for (int i = end - 1; i >= from; i--) {
            int entry = ((keys[i] & 0xff) << 8 | symbols[i] & 0xff) << 1;
            long step = table[entry + 1];
            int f = (int) (step >>> FREQUENCY_SHIFT);
            if (x >>> RENORM_SHIFT >= f) {
                place -= Integer.BYTES;
                LittleEndian.putInt(into, place, (int) x);
                x >>>= Integer.SIZE;
            }
            // x' = (x / f) · 2^12 + x mod f + start, with the division as a multiplication
            long quotient = Math.unsignedMultiplyHigh(x, table[entry]) >>> step;
            long advanced = x + ((int) step >>> BIAS_SHIFT) + quotient * (TOTAL - f);
            x = other;
            other = advanced;
        }
        at = place;
        next = x;
        afterNext = other;
    }

    /** As {@link #encode(byte[], byte[], int)}, all under table 0. */
    public void encode(byte[] symbols, int count) {
        if (noKeys.length < count) {
            noKeys = new byte[count];
        }
        encode(noKeys, symbols, count);
    }

    public int length() {
        return out.length - at;
    }

    public void copyTo(byte[] into, int offset) {
        System.arraycopy(out, at, into, offset, length());
    }

    private void start(int symbols) {
        int room = symbols * 2 + STATE_BYTES + Long.BYTES; // at most 12 bits a symbol
        if (out.length < room) {
            out = new byte[room];
        }
        at = out.length;
        next = LOWEST;
        afterNext = LOWEST;
    }

    private void finish() {
        at -= Long.BYTES;
        LittleEndian.putLong(out, at, next);
        at -= Long.BYTES;
        LittleEndian.putLong(out, at, afterNext);
    }
}
