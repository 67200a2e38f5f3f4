package io.modelferry.delta.codec;

import io.modelferry.delta.ElementType;
import io.modelferry.delta.entropy.BitReader;
import io.modelferry.delta.entropy.BitWriter;
import io.modelferry.delta.entropy.CutShort;
import io.modelferry.delta.entropy.FrequencyTable;
import io.modelferry.delta.entropy.LittleEndian;
import io.modelferry.delta.entropy.RansDecoder;
import io.modelferry.delta.entropy.RansEncoder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * {@link Codec#FLOAT}: floats as ordered integers, the difference to the prediction as a {@link FloatTokens token} under the table of the
 * predicted exponent, the bits below the token raw: they are noise. Where nothing is predicted (zero), the token is the exponent itself.
 * <p>Low bits that are zero in the whole chunk are dropped first: weights that were float16 or bfloat16 once need no more than those.
 *
 * @see <a href="../docs/delta-format.md#float">docs/delta-format.md, section 6.2</a>
 */
final class FloatResidual implements ChunkCodec {

    private static final int SIGN = 0x8000_0000;
    private static final int MAGNITUDE = 0x7fff_ffff;
    private static final int KEYS = ExponentGroups.KEYS;
    private static final int MAX_DROPPED = 31;

    private final BitWriter header = new BitWriter();
    private final BitWriter raw = new BitWriter();
    private final RansEncoder encoder = new RansEncoder();
    private final RansDecoder decoder = new RansDecoder();
    private final int[] tableOfKey = new int[KEYS];
    private final int[] shiftOfKey = new int[KEYS];
    private int[] histogram = new int[0];
    private int[] predicted = new int[0];
    private int[] target = new int[0];
    private byte[] keys = new byte[0];
    private byte[] tokens = new byte[0];
    private byte[] widths = new byte[0];

    @Override
    public Codec codec() {
        return Codec.FLOAT;
    }

    // ------------------------------------------------------------------------------------------------------------------ encoding

    @Override
    public byte @Nullable [] encode(Chunk chunk, BaseView base) {
        var shape = FloatShape.of(chunk.type());
        growForEncoding(chunk.elements());
        var rows = RowMask.of(chunk);
        int count = rows.forEachRun((first, length, packed) -> {
            shape.load(chunk.predicted(), first, length, predicted, packed);
            shape.load(chunk.target(), first, length, target, packed);
        });
        int dropped = droppedBits(count);
        tokenise(count, shape, dropped);
        writeHeader(rows, dropped, count);
        return Parts.joined(header, encoder, encoder.length(), raw, chunk.length());
    }

    private void growForEncoding(int count) {
        growWords(count);
        if (target.length < count) {
            target = new int[count];
            widths = new byte[count];
        }
        if (histogram.length == 0) {
            histogram = new int[KEYS * KEYS];
        }
        Arrays.fill(histogram, 0);
        header.clear();
        raw.clear();
    }

    private void growWords(int count) {
        if (predicted.length < count) {
            predicted = new int[count];
            keys = new byte[count];
            tokens = new byte[count];
        }
    }

    private int droppedBits(int count) {
        int any = 0;
        for (int i = 0; i < count; i++) {
            any |= target[i];
        }
        return Math.min(MAX_DROPPED, Integer.numberOfTrailingZeros(any));
    }

    /** Leaves each element's key, token and raw bits; the latter where the target was. */
    private void tokenise(int count, FloatShape shape, int dropped) {
        int half = dropped == 0 ? 0 : 1 << (dropped - 1);
        int keyShift = 31 - shape.exponentBits();
        var plain = new PlainFloats(shape.plainBits(), dropped);
        for (int i = 0; i < count; i++) {
            int old = predicted[i];
            int magnitude = (old & MAGNITUDE) + half >>> dropped;
            if (magnitude == 0) {
                tokenisePlain(i, plain);
                continue;
            }
            int sign = old >> 31;
            int from = magnitude ^ sign;
            int to = (target[i] & MAGNITUDE) >>> dropped ^ target[i] >> 31;
            int away = (to - from ^ sign) - sign;
            int turn = away >> 31;
            int distance = (away ^ turn) - turn;
            int token = distance == 0 ? 0 : FloatTokens.of(distance, -turn);
            int bits = FloatTokens.RAW_BITS[token];
            keys[i] = (byte) Math.max(1, (old & MAGNITUDE) >>> keyShift);
            tokens[i] = (byte) token;
            widths[i] = (byte) bits;
            target[i] = distance & (1 << bits) - 1;
        }
        raw.writeAll(target, widths, count);
        for (int i = 0; i < count; i++) {
            histogram[(keys[i] & 0xff) * KEYS + (tokens[i] & 0xff)]++;
        }
    }

    private void tokenisePlain(int i, PlainFloats plain) {
        int word = target[i];
        int token = plain.token(word);
        keys[i] = 0;
        tokens[i] = (byte) token;
        widths[i] = (byte) plain.rawBits(token);
        target[i] = plain.raw(word, token);
    }

    private void writeHeader(RowMask rows, int dropped, int count) {
        rows.write(header);
        header.write(dropped, 5);
        encoder.prepare(KEYS);
        writePlainTable();
        var groups = ExponentGroups.of(histogram);
        header.writeVarint(groups.size());
        for (var group : groups) {
            header.write(group.first(), 8);
            header.write(group.last(), 8);
            var table = group.table();
            table.write(header);
            for (int key = group.first(); key <= group.last(); key++) {
                encoder.setTable(key, table, FloatTokens.OCTAVE * (key - group.first()));
            }
        }
        encoder.encode(keys, tokens, count);
        header.writeVarint(encoder.length());
    }

    private void writePlainTable() {
        var counts = Arrays.copyOf(histogram, KEYS);
        boolean occurs = occurs(counts);
        header.write(occurs ? 1 : 0, 1);
        if (occurs) {
            var table = FrequencyTable.of(counts);
            table.write(header);
            encoder.setTable(0, table);
        }
    }

    private static boolean occurs(int[] counts) {
        for (int count : counts) {
            if (count > 0) {
                return true;
            }
        }
        return false;
    }

    // ------------------------------------------------------------------------------------------------------------------ decoding

    @Override
    public void decode(byte[] stored, int storedLength, BaseView base, byte[] elements, int length, ElementType type)
            throws Undecodable {
        try {
            decode(stored, storedLength, elements, length / type.width(), FloatShape.of(type));
        } catch (CutShort e) {
            throw new Undecodable(e.reason());
        }
    }

    private void decode(byte[] stored, int storedLength, byte[] elements, int elementCount, FloatShape shape)
            throws CutShort {
        growWords(elementCount);
        var in = new BitReader(stored, 0, storedLength);
        var rows = RowMask.read(in, elementCount);
        int count = rows.forEachRun((first, run, packed) -> shape.load(elements, first, run, predicted, packed));
        int dropped = in.read(5);
        readTables(in);
        int symbolBytes = in.readVarint(storedLength);
        int symbolsAt = in.align();
        if (symbolBytes > storedLength - symbolsAt) {
            throw new CutShort("symbols end in the middle");
        }
        findKeys(count, shape, dropped);
        decoder.decode(stored, symbolsAt, symbolsAt + symbolBytes, tableOfKey, keys, tokens, count);
        decodeWords(stored, symbolsAt + symbolBytes, storedLength, count, shape, dropped);
        rows.forEachRun((first, run, packed) -> shape.store(predicted, packed, run, elements, first));
    }

    private void readTables(BitReader in) throws CutShort {
        Arrays.fill(tableOfKey, -1);
        boolean hasPlain = in.read(1) != 0;
        var plain = hasPlain ? FrequencyTable.read(in) : null;
        int groups = in.readVarint(KEYS - 1);
        decoder.prepare(groups + 1);
        if (plain != null) {
            decoder.setTable(0, plain);
            tableOfKey[0] = 0;
        }
        int last = 0;
        for (int group = 1; group <= groups; group++) {
            int first = in.read(8);
            if (first <= last) {
                throw new CutShort("groups of exponents that overlap");
            }
            last = in.read(8);
            if (last < first) {
                throw new CutShort("a group without exponents");
            }
            decoder.setTable(group, FrequencyTable.read(in));
            for (int key = first; key <= last; key++) {
                tableOfKey[key] = group;
                shiftOfKey[key] = FloatTokens.OCTAVE * (key - first);
            }
        }
    }

    private void findKeys(int count, FloatShape shape, int dropped) throws CutShort {
        int half = dropped == 0 ? 0 : 1 << (dropped - 1);
        int keyShift = 31 - shape.exponentBits();
        int missing = 0;
        for (int i = 0; i < count; i++) {
            int old = predicted[i] & MAGNITUDE;
            int key = old + half >>> dropped == 0 ? 0 : Math.max(1, old >>> keyShift);
            keys[i] = (byte) key;
            missing |= tableOfKey[key];
        }
        if (missing < 0) {
            throw new CutShort("an exponent without a table");
        }
    }

    private void decodeWords(byte[] stored, int rawAt, int rawEnd, int count, FloatShape shape, int dropped)
            throws CutShort {
        int half = dropped == 0 ? 0 : 1 << (dropped - 1);
        long bit = (long) rawAt << 3;
        long endBit = (long) rawEnd << 3;
        var plain = new PlainFloats(shape.plainBits(), dropped);
        for (int i = 0; i < count; i++) {
            int old = predicted[i];
            int key = keys[i] & 0xff;
            int symbol = tokens[i] & 0xff;
            if (bit > endBit) {
                throw new CutShort("raw bits end in the middle");
            }
            long window = LittleEndian.getLong(stored, (int) (bit >>> 3)) >>> (bit & 7);
            if (key == 0) {
                bit += plain.rawBits(symbol);
                predicted[i] = plain.word(symbol, window);
                continue;
            }
            int token = symbol == 0 ? 0 : symbol - shiftOfKey[key];
            if (token != 0 && token < FloatTokens.FIRST || token >= FloatTokens.END) {
                throw new CutShort("no such difference");
            }
            int bits = FloatTokens.RAW_BITS[token];
            int distance = FloatTokens.MAGNITUDE[token] + (int) (window & (1L << bits) - 1);
            bit += bits;
            int sign = old >> 31;
            int turn = sign ^ -(token - 1 & 1);
            int from = (old & MAGNITUDE) + half >>> dropped ^ sign;
            int to = from + (distance ^ turn) - turn;
            int toSign = to >> 31;
            predicted[i] = (to ^ toSign) << dropped | toSign & SIGN;
        }
        if (bit + 7 >>> 3 != rawEnd) {
            throw new CutShort("raw bits that do not end where they should");
        }
    }
}
