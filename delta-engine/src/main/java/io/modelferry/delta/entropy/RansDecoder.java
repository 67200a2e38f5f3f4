package io.modelferry.delta.entropy;

/**
 * Symbols of a {@link RansEncoder}, first to last. A table is made ready as {@value FrequencyTable#TOTAL} slots of one int: symbol, frequency
 * less one, and the slot's distance from the symbol's start.
 */
public final class RansDecoder {

    private static final int SYMBOL_SHIFT = 24;
    private static final int FREQUENCY_SHIFT = 12;
    private static final int FIELD = FrequencyTable.TOTAL - 1;

    private static final int BLOCK = 512;
    private static final int[] ONE_TABLE = {0};

    private byte[] noKeys = new byte[0];
    private int[] slots = new int[0];
    private byte[] bytes = new byte[0];
    private int at;
    private int end;
    private long next; // the state that the next symbol comes from
    private long afterNext;

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

    /** The symbols that follow are in the bytes {@code [from, end)}. */
    public void start(byte[] bytes, int from, int end) throws CutShort {
        if (end - from < RansEncoder.STATE_BYTES) {
            throw new CutShort("symbols without their states");
        }
        this.bytes = bytes;
        this.end = end;
        at = from + RansEncoder.STATE_BYTES;
        next = state(bytes, from);
        afterNext = state(bytes, from + Long.BYTES);
    }

    /**
     * Decodes the next {@code count} symbols. Few at a time: that stays in the nearest cache, and is compiled within the first megabyte.
     *
     * @param keys       of each symbol
     * @param tableOfKey which table a key's symbols are under; every key that occurs has one
     */
    public void decode(int[] tableOfKey, byte[] keys, byte[] symbols, int count) throws CutShort {
        decode(tableOfKey, keys, symbols, 0, count);
    }

    private void decode(int[] tableOfKey, byte[] keys, byte[] symbols, int first, int last) throws CutShort {
        byte[] from = bytes;
        int place = at;
        long x = next;
        long other = afterNext;
        int[] table = slots;
        for (int i = first; i < last; i++) {
            int slot = table[tableOfKey[keys[i] & 0xff] << FrequencyTable.TOTAL_BITS | (int) x & FIELD];
            symbols[i] = (byte) (slot >>> SYMBOL_SHIFT);
            x = advanced(x, slot);
            if (x < RansEncoder.LOWEST) {
                requireWord(place);
                x = x << Integer.SIZE | LittleEndian.getInt(from, place) & 0xffff_ffffL;
                place += Integer.BYTES;
            }
            long turn = x;
            x = other;
            other = turn;
        }
        at = place;
        next = x;
        afterNext = other;
    }

    /** Both states are back where the encoder began, and no byte is left. */
    public void requireEnd() throws CutShort {
        if (at != end || next != RansEncoder.LOWEST || afterNext != RansEncoder.LOWEST) {
            throw new CutShort("symbols that do not end where they should");
        }
    }

    /** Decodes the bytes {@code [from, end)}, to the last, into {@code symbols[0 … count)}, all under table 0. */
    public void decode(byte[] bytes, int from, int end, byte[] symbols, int count) throws CutShort {
        if (noKeys.length < count) {
            noKeys = new byte[count];
        }
        start(bytes, from, end);
        for (int first = 0; first < count; first += BLOCK) {
            decode(ONE_TABLE, noKeys, symbols, first, Math.min(count, first + BLOCK));
        }
        requireEnd();
    }

    private static long advanced(long x, int slot) {
        return ((slot >>> FREQUENCY_SHIFT & FIELD) + 1) * (x >>> FrequencyTable.TOTAL_BITS) + (slot & FIELD);
    }

    private static long state(byte[] bytes, int at) throws CutShort {
        long state = LittleEndian.getLong(bytes, at);
        if (state < RansEncoder.LOWEST) {
            throw new CutShort("a state that no encoder leaves");
        }
        return state;
    }

    private void requireWord(int place) throws CutShort {
        if (place + Integer.BYTES > end) {
            throw new CutShort("symbols end in the middle");
        }
    }
}
