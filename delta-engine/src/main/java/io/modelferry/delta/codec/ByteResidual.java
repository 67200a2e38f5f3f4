package io.modelferry.delta.codec;

import io.modelferry.delta.ElementType;
import io.modelferry.delta.entropy.BitReader;
import io.modelferry.delta.entropy.BitWriter;
import io.modelferry.delta.entropy.CutShort;
import io.modelferry.delta.entropy.FrequencyTable;
import io.modelferry.delta.entropy.RansDecoder;
import io.modelferry.delta.entropy.RansEncoder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * {@link Codec#BYTE}: the difference of each byte to its prediction, modulo 256, under one table. Eight-bit weights move by a code or two, which
 * takes little more than a bit: a compressor that gives each symbol whole bits would waste half of them.
 * <p>Where most differences are small, two of them go as one symbol: that halves the work.
 *
 * @see <a href="../docs/delta-format.md#byte">docs/delta-format.md, section 6.3</a>
 */
final class ByteResidual implements ChunkCodec {

    /** Differences of a pair lie in −7 … 7, each in four bits; 15 in either place says that both follow as they are. */
    private static final int PAIR_LIMIT = 7;

    private static final int PAIR_ESCAPE = 0xff;
    /** Pairs are taken even where they cost this much more. */
    private static final double WORTH = 1.002;

    private final BitWriter header = new BitWriter();
    private final BitWriter raw = new BitWriter();
    private final RansEncoder encoder = new RansEncoder();
    private final RansDecoder decoder = new RansDecoder();
    private final int[] counts = new int[FrequencyTable.MAX_SYMBOLS];
    private byte[] symbols = new byte[0];
    private byte[] pairs = new byte[0];

    @Override
    public Codec codec() {
        return Codec.BYTE;
    }

    @Override
    public byte @Nullable [] encode(Chunk chunk, BaseView base) {
        header.clear();
        raw.clear();
        var rows = RowMask.of(chunk);
        rows.write(header);
        int count = differences(rows, chunk);
        boolean paired = pairs(count);
        int symbolCount = paired ? (count + 1) / 2 : count;
        header.write(paired ? 1 : 0, 1);
        if (symbolCount > 0) {
            writeSymbols(symbolCount);
        }
        return Parts.joined(header, encoder, symbolCount > 0 ? encoder.length() : 0, raw, chunk.length());
    }

    private void grow(int count) {
        if (symbols.length < count + 2) {
            symbols = new byte[count + 2];
            pairs = new byte[count / 2 + 1];
        }
    }

    private int differences(RowMask rows, Chunk chunk) {
        grow(chunk.length());
        var old = chunk.predicted();
        var current = chunk.target();
        int count = rows.forEachRun((first, length, packed) -> {
            for (int i = 0; i < length; i++) {
                symbols[packed + i] = (byte) (current[first + i] - old[first + i]);
            }
        });
        symbols[count] = 0; // what an odd one is paired with
        return count;
    }

    /** Replaces the differences by pairs, unless that costs more than it is worth in speed. */
    private boolean pairs(int count) {
        count(symbols, count);
        double single = bits(counts);
        int pairCount = (count + 1) / 2;
        for (int i = 0; i < pairCount; i++) {
            pairs[i] = (byte) pair(symbols[2 * i], symbols[2 * i + 1]);
        }
        count(pairs, pairCount);
        if (bits(counts) + 16.0 * counts[PAIR_ESCAPE] > single * WORTH) {
            return false;
        }
        if (counts[PAIR_ESCAPE] > 0) {
            writeEscaped(pairCount);
        }
        System.arraycopy(pairs, 0, symbols, 0, pairCount);
        return true;
    }

    private void writeEscaped(int pairCount) {
        for (int i = 0; i < pairCount; i++) {
            if (pairs[i] == (byte) PAIR_ESCAPE) {
                raw.write(symbols[2 * i] & 0xff, 8);
                raw.write(symbols[2 * i + 1] & 0xff, 8);
            }
        }
    }

    /** Two by two, because adding to one count twice in a row waits for the first. */
    private void count(byte[] of, int count) {
        Arrays.fill(counts, 0);
        var odd = new int[counts.length];
        for (int i = 0; i + 1 < count; i += 2) {
            counts[of[i] & 0xff]++;
            odd[of[i + 1] & 0xff]++;
        }
        for (int i = 0; i < counts.length; i++) {
            counts[i] += odd[i];
        }
        if ((count & 1) != 0) {
            counts[of[count - 1] & 0xff]++;
        }
    }

    private static double bits(int[] counts) {
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

    private static int pair(int first, int second) {
        int high = first + PAIR_LIMIT;
        int low = second + PAIR_LIMIT;
        int beyond = high | low | 2 * PAIR_LIMIT - high | 2 * PAIR_LIMIT - low; // below zero if any of the four is
        return (high << 4 | low | beyond >> 31) & PAIR_ESCAPE;
    }

    private void writeSymbols(int count) {
        count(symbols, count);
        var table = FrequencyTable.of(counts);
        table.write(header);
        encoder.prepare(1);
        encoder.setTable(0, table);
        encoder.encode(symbols, count);
        header.writeVarint(encoder.length());
    }

    @Override
    public void decode(byte[] stored, int storedLength, BaseView base, byte[] elements, int length, ElementType type)
            throws Undecodable {
        try {
            decode(stored, storedLength, elements, length);
        } catch (CutShort e) {
            throw new Undecodable(e.reason());
        }
    }

    private void decode(byte[] stored, int storedLength, byte[] elements, int length) throws CutShort {
        var in = new BitReader(stored, 0, storedLength);
        var rows = RowMask.read(in, length);
        int count = rows.forEachRun((first, run, packed) -> {});
        boolean paired = in.read(1) != 0;
        int symbolCount = paired ? (count + 1) / 2 : count;
        grow(count);
        if (symbolCount == 0) {
            requireEnd(in.align(), storedLength);
            return;
        }
        decoder.prepare(1);
        decoder.setTable(0, FrequencyTable.read(in));
        int symbolBytes = in.readVarint(storedLength);
        int symbolsAt = in.align();
        int rawAt = symbolsAt + symbolBytes;
        if (rawAt > storedLength) {
            throw new CutShort("symbols end in the middle");
        }
        if (paired) {
            decoder.decode(stored, symbolsAt, rawAt, pairs, symbolCount);
            unpair(new BitReader(stored, rawAt, storedLength), symbolCount, storedLength);
        } else {
            decoder.decode(stored, symbolsAt, rawAt, symbols, symbolCount);
            requireEnd(rawAt, storedLength);
        }
        rows.forEachRun((first, run, packed) -> {
            for (int i = 0; i < run; i++) {
                elements[first + i] += symbols[packed + i];
            }
        });
    }

    private void unpair(BitReader raw, int count, int end) throws CutShort {
        for (int i = 0; i < count; i++) {
            int pair = pairs[i] & 0xff;
            if (pair == PAIR_ESCAPE) {
                symbols[2 * i] = (byte) raw.read(8);
                symbols[2 * i + 1] = (byte) raw.read(8);
            } else {
                symbols[2 * i] = (byte) ((pair >>> 4) - PAIR_LIMIT);
                symbols[2 * i + 1] = (byte) ((pair & 0xf) - PAIR_LIMIT);
            }
        }
        requireEnd(raw.align(), end);
    }

    private static void requireEnd(int at, int end) throws CutShort {
        if (at != end) {
            throw new CutShort("coded bytes that do not end where they should");
        }
    }
}
