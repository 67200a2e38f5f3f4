package io.modelferry.delta.entropy;

/**
 * Symbols of a {@link RansEncoder}, first to last. A table is made ready as {@value FrequencyTable#TOTAL} slots of one int: symbol, frequency
 * less one, and the slot's distance from the symbol's start.
 */
public final class RansDecoder {

    private static final int SYMBOL_SHIFT = 24;
    private static final int FREQUENCY_SHIFT = 12;
    private static final int FIELD = FrequencyTable.TOTAL - 1;

    private static final int[] ONE_TABLE = {0};

    private byte[] noKeys = new byte[0];
    private int[] slots = new int[0];

    /** Makes room for so many tables. */
    public void prepare(int tables) {
        if (slots.length < tables * FrequencyTable.TOTAL) {
            slots = new int[tables * FrequencyTable.TOTAL];
        }
    }

    public void setTable(int index, FrequencyTable table) {
        int slot = index * FrequencyTable.TOTAL;
        for (int symbol = 0; symbol < FrequencyTable.MAX_SYMBOLS; symbol++) {
            int fixed = symbol << SYMBOL_SHIFT | (table.frequency(symbol) - 1) << FREQUENCY_SHIFT;
            for (int i = 0; i < table.frequency(symbol); i++) {
                slots[slot++] = fixed | i;
            }
        }
    }

    /**
     * Decodes the bytes {@code [from, end)}, to the last, into {@code symbols[0 … count)}.
     *
     * @param keys     of each symbol
     * @param tableOfKey which table a key's symbols are under; every key that occurs has one
     */
    public void decode(byte[] bytes, int from, int end, int[] tableOfKey, byte[] keys, byte[] symbols, int count)
            throws CutShort {
        requireStates(from, end);
        int at = from + RansEncoder.STATE_BYTES;
        long even = state(bytes, from);
        long odd = state(bytes, from + Long.BYTES);
        int[] table = slots;
        for (int i = 0; i < count; i++) {
            int slot = table[tableOfKey[keys[i] & 0xff] << FrequencyTable.TOTAL_BITS | (int) even & FIELD];
            symbols[i] = (byte) (slot >>> SYMBOL_SHIFT);
            even = advanced(even, slot);
            if (even < RansEncoder.LOWEST) {
                requireWord(at, end);
                even = even << Integer.SIZE | LittleEndian.getInt(bytes, at) & 0xffff_ffffL;
                at += Integer.BYTES;
            }
            long turn = even;
            even = odd;
            odd = turn;
        }
        requireEnd(at, end, even, odd);
    }

    /** As the other, all under table 0. */
    public void decode(byte[] bytes, int from, int end, byte[] symbols, int count) throws CutShort {
        if (noKeys.length < count) {
            noKeys = new byte[count];
        }
        decode(bytes, from, end, ONE_TABLE, noKeys, symbols, count);
    }

    private static long advanced(long x, int slot) {
        return ((slot >>> FREQUENCY_SHIFT & FIELD) + 1) * (x >>> FrequencyTable.TOTAL_BITS) + (slot & FIELD);
    }

    private static void requireStates(int from, int end) throws CutShort {
        if (end - from < RansEncoder.STATE_BYTES) {
            throw new CutShort("symbols without their states");
        }
    }

    private static long state(byte[] bytes, int at) throws CutShort {
        long state = LittleEndian.getLong(bytes, at);
        if (state < RansEncoder.LOWEST) {
            throw new CutShort("a state that no encoder leaves");
        }
        return state;
    }

    private static void requireWord(int at, int end) throws CutShort {
        if (at + Integer.BYTES > end) {
            throw new CutShort("symbols end in the middle");
        }
    }

    /** Both states are back where the encoder began, and no byte is left. */
    private static void requireEnd(int at, int end, long one, long other) throws CutShort {
        if (at != end || one != RansEncoder.LOWEST || other != RansEncoder.LOWEST) {
            throw new CutShort("symbols that do not end where they should");
        }
    }
}
