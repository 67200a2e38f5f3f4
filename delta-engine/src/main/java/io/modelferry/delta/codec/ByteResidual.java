package io.modelferry.delta.codec;

import io.modelferry.delta.ElementType;
import io.modelferry.delta.entropy.BitReader;
import io.modelferry.delta.entropy.BitWriter;
import io.modelferry.delta.entropy.CutShort;
import io.modelferry.delta.entropy.FrequencyTable;
import io.modelferry.delta.entropy.RansDecoder;
import io.modelferry.delta.entropy.RansEncoder;
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

    /** So short that the virtual machine compiles the loops over it within the first megabyte. */
    private static final int BLOCK = 1024;

    private final BitWriter header = new BitWriter();
    private final BitWriter raw = new BitWriter();
    private final RansEncoder encoder = new RansEncoder();
    private final RansDecoder decoder = new RansDecoder();
    private final ByteCounts ofSingles = new ByteCounts();
    private final ByteCounts ofPairs = new ByteCounts();
    private int[] countsOfPairs = new int[0];
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
        int pairCount = (count + 1) / 2;
        var counts = counts(count, pairCount);
        boolean paired = counts == countsOfPairs;
        header.write(paired ? 1 : 0, 1);
        if (count > 0) {
            writeSymbols(paired ? pairs : symbols, paired ? pairCount : count, counts);
        }
        return Parts.joined(header, encoder, count > 0 ? encoder.length() : 0, raw, chunk.length());
    }

    private void grow(int count) {
        if (symbols.length < count + 2) {
            symbols = new byte[count + 2];
            pairs = new byte[count / 2 + 1];
        }
    }

    private int differences(RowMask rows, Chunk chunk) {
        grow(chunk.length());
        int count = 0;
        for (var run : rows.runs()) {
            for (int done = 0; done < run.length(); done += BLOCK) {
                int length = Math.min(BLOCK, run.length() - done);
                subtract(chunk.target(), chunk.predicted(), run.first() + done, length, count);
                count += length;
            }
        }
        symbols[count] = 0; // what an odd one is paired with
        return count;
    }

    private void subtract(byte[] current, byte[] old, int first, int length, int packed) {
        for (int i = 0; i < length; i++) {
            symbols[packed + i] = (byte) (current[first + i] - old[first + i]);
        }
    }

    /** Of pairs, whose escaped ones are then written, unless single differences cost so much less that it is worth the time. */
    private int[] counts(int count, int pairCount) {
        for (int first = 0; first < pairCount; first += BLOCK) {
            pair(first, Math.min(pairCount, first + BLOCK));
        }
        countsOfPairs = ofPairs.of(pairs, pairCount);
        int escaped = countsOfPairs[PAIR_ESCAPE];
        var singles = ofSingles.of(symbols, count);
        if (ByteCounts.bits(countsOfPairs) + 16.0 * escaped > ByteCounts.bits(singles) * WORTH) {
            return singles;
        }
        if (escaped > 0) {
            writeEscaped(pairCount);
        }
        return countsOfPairs;
    }

    private void pair(int first, int end) {
        for (int i = first; i < end; i++) {
            pairs[i] = (byte) pairOf(symbols[2 * i], symbols[2 * i + 1]);
        }
    }

    private static int pairOf(int first, int second) {
        int high = first + PAIR_LIMIT;
        int low = second + PAIR_LIMIT;
        int beyond = high | low | 2 * PAIR_LIMIT - high | 2 * PAIR_LIMIT - low; // below zero if any of the four is
        return (high << 4 | low | beyond >> 31) & PAIR_ESCAPE;
    }

    private void writeEscaped(int pairCount) {
        for (int i = 0; i < pairCount; i++) {
            if (pairs[i] == (byte) PAIR_ESCAPE) {
                raw.write(symbols[2 * i] & 0xff, 8);
                raw.write(symbols[2 * i + 1] & 0xff, 8);
            }
        }
    }

    private void writeSymbols(byte[] of, int count, int[] counts) {
        var table = FrequencyTable.of(counts);
        table.write(header);
        encoder.prepare(1);
        encoder.setTable(0, table);
        encoder.encode(of, count);
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
        int count = rows.runs().stream().mapToInt(RowMask.Run::length).sum();
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
        int at = 0;
        for (var run : rows.runs()) {
            for (int done = 0; done < run.length(); done += BLOCK) {
                int step = Math.min(BLOCK, run.length() - done);
                add(elements, run.first() + done, step, at);
                at += step;
            }
        }
    }

    private void add(byte[] elements, int first, int length, int packed) {
        for (int i = 0; i < length; i++) {
            elements[first + i] += symbols[packed + i];
        }
    }

    private void unpair(BitReader raw, int count, int end) throws CutShort {
        for (int first = 0; first < count; first += BLOCK) {
            unpair(raw, first, Math.min(count, first + BLOCK), symbols);
        }
        requireEnd(raw.align(), end);
    }

    private void unpair(BitReader raw, int first, int end, byte[] into) throws CutShort {
        for (int i = first; i < end; i++) {
            int pair = pairs[i] & 0xff;
            if (pair == PAIR_ESCAPE) {
                into[2 * i] = (byte) raw.read(8);
                into[2 * i + 1] = (byte) raw.read(8);
            } else {
                into[2 * i] = (byte) ((pair >>> 4) - PAIR_LIMIT);
                into[2 * i + 1] = (byte) ((pair & 0xf) - PAIR_LIMIT);
            }
        }
    }

    private static void requireEnd(int at, int end) throws CutShort {
        if (at != end) {
            throw new CutShort("coded bytes that do not end where they should");
        }
    }
}
