package io.modelferry.delta.codec;

import io.modelferry.delta.entropy.BitReader;
import io.modelferry.delta.entropy.BitWriter;
import io.modelferry.delta.entropy.CutShort;
import io.modelferry.delta.entropy.LittleEndian;

/**
 * Floats as keys, tokens and the raw bits below them, and back: the inner loops of {@link FloatResidual}. A key is the exponent of what is predicted,
 * 0 where nothing is. Works on blocks of {@value #BLOCK}: they stay in the nearest cache, and loops so short are compiled within the first megabyte.
 */
final class FloatWords {

    static final int BLOCK = 512;
    static final int KEYS = ExponentGroups.KEYS;

    private static final int SIGN = 0x8000_0000;
    private static final int MAGNITUDE = 0x7fff_ffff;

    private final FloatShape shape;
    private final int dropped;
    private final int half;
    private final int keyShift;
    private final PlainFloats plain;
    private final int[] old = new int[BLOCK];
    private final int[] current = new int[BLOCK];
    private final int[] away = new int[BLOCK];
    private final int[] keyOf = new int[BLOCK];
    private final byte[] widths = new byte[BLOCK];
    private final byte[] keys = new byte[BLOCK];
    private final byte[] symbols = new byte[BLOCK];

    /** @param dropped low bits of the target that are zero in the whole chunk */
    FloatWords(FloatShape shape, int dropped) {
        this.shape = shape;
        this.dropped = dropped;
        this.half = dropped == 0 ? 0 : 1 << (dropped - 1);
        this.keyShift = 31 - shape.exponentBits();
        this.plain = new PlainFloats(shape.plainBits(), dropped);
    }

    // ------------------------------------------------------------------------------------------------------------------ encoding

    /** Where tokens and their keys go, what lies below them, and how often each occurs, at {@code key · KEYS + token}. */
    @SuppressWarnings("ArrayRecordComponent") // the codec's own buffers
    record Split(byte[] keys, byte[] tokens, BitWriter raw, int[] histogram) {}

    /** Splits {@code length} elements from {@code first} on; the first token is at {@code at}. */
    void split(byte[] predicted, byte[] target, int first, int length, Split into, int at) {
        shape.load(predicted, first, length, old, 0);
        shape.load(target, first, length, current, 0);
        compare(length);
        tokenise(length, into.keys, into.tokens, at);
        into.raw.writeAll(away, widths, length);
        count(into.keys, into.tokens, at, length, into.histogram);
    }

    /** How far each target lies from its prediction, in units of the last place, and its key. Without a branch: this runs in vectors. */
    private void compare(int length) {
        for (int i = 0; i < length; i++) {
            int sign = old[i] >> 31;
            int magnitude = (old[i] & MAGNITUDE) + half >>> dropped;
            int to = (current[i] & MAGNITUDE) >>> dropped ^ current[i] >> 31;
            away[i] = (to - (magnitude ^ sign) ^ sign) - sign;
            keyOf[i] = Math.max(1, (old[i] & MAGNITUDE) >>> keyShift) & (magnitude | -magnitude) >> 31;
        }
    }

    /** Leaves the raw bits where the distances were. */
    private void tokenise(int length, byte[] keys, byte[] tokens, int at) {
        for (int i = 0; i < length; i++) {
            keys[at + i] = (byte) keyOf[i];
            if (keyOf[i] == 0) {
                tokens[at + i] = tokenOfPlain(i);
                continue;
            }
            int turn = away[i] >> 31;
            int distance = (away[i] ^ turn) - turn;
            int bits = FloatTokens.rawBits(distance);
            tokens[at + i] = (byte) FloatTokens.of(distance, -turn);
            widths[i] = (byte) bits;
            away[i] = distance & (1 << bits) - 1;
        }
    }

    private byte tokenOfPlain(int i) {
        int token = plain.token(current[i]);
        widths[i] = (byte) plain.rawBits(token);
        away[i] = plain.raw(current[i], token);
        return (byte) token;
    }

    private static void count(byte[] keys, byte[] tokens, int at, int length, int[] histogram) {
        for (int i = at; i < at + length; i++) {
            histogram[(keys[i] & 0xff) * KEYS + (tokens[i] & 0xff)]++;
        }
    }

    // ------------------------------------------------------------------------------------------------------------------ decoding

    /** Turns {@code length} elements from {@code first} on from what is predicted to what is. */
    void join(byte[] elements, int first, int length, FloatTables tables, RawBits raw) throws CutShort {
        shape.load(elements, first, length, old, 0);
        findKeys(length, tables.tableOfKey());
        tables.decoder().decode(tables.tableOfKey(), keys, symbols, length);
        join(length, tables.shiftOfKey(), raw);
        shape.store(old, 0, length, elements, first);
    }

    private void findKeys(int length, int[] tableOfKey) throws CutShort {
        int missing = 0;
        for (int i = 0; i < length; i++) {
            int magnitude = old[i] & MAGNITUDE;
            int key = magnitude + half >>> dropped == 0 ? 0 : Math.max(1, magnitude >>> keyShift);
            keys[i] = (byte) key;
            missing |= tableOfKey[key];
        }
        if (missing < 0) {
            throw new CutShort("an exponent without a table");
        }
    }

    private void join(int length, int[] shiftOfKey, RawBits raw) throws CutShort {
        long bit = raw.at;
        for (int i = 0; i < length; i++) {
            int key = keys[i] & 0xff;
            int symbol = symbols[i] & 0xff;
            if (bit > raw.end) {
                throw new CutShort("raw bits end in the middle");
            }
            long window = LittleEndian.getLong(raw.bytes, (int) (bit >>> 3)) >>> (bit & 7);
            if (key == 0) {
                bit += plain.rawBits(symbol);
                old[i] = plain.word(symbol, window);
                continue;
            }
            int token = symbol == 0 ? 0 : symbol - shiftOfKey[key];
            if (token != 0 && token < FloatTokens.FIRST || token >= FloatTokens.END) {
                throw new CutShort("no such difference");
            }
            int bits = FloatTokens.RAW_BITS[token];
            int distance = FloatTokens.MAGNITUDE[token] + (int) (window & (1L << bits) - 1);
            bit += bits;
            int sign = old[i] >> 31;
            int turn = sign ^ -(token - 1 & 1);
            int from = (old[i] & MAGNITUDE) + half >>> dropped ^ sign;
            int to = from + (distance ^ turn) - turn;
            int toSign = to >> 31;
            old[i] = (to ^ toSign) << dropped | toSign & SIGN;
        }
        raw.at = bit;
    }

    /** The bits below the tokens, as far as they are read. */
    static final class RawBits {

        private final byte[] bytes;
        private final long end;
        private long at;

        /** @param bytes with {@link BitReader#PADDING} more behind {@code end} */
        RawBits(byte[] bytes, int from, int end) {
            this.bytes = bytes;
            this.at = (long) from << 3;
            this.end = (long) end << 3;
        }

        void requireEnd() throws CutShort {
            if (at + 7 >>> 3 != end >>> 3) {
                throw new CutShort("raw bits that do not end where they should");
            }
        }
    }
}
