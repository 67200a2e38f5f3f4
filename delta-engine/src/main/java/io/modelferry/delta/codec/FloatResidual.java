package io.modelferry.delta.codec;

import io.modelferry.delta.ElementType;
import io.modelferry.delta.codec.FloatWords.RawBits;
import io.modelferry.delta.codec.FloatWords.Split;
import io.modelferry.delta.entropy.BitReader;
import io.modelferry.delta.entropy.BitWriter;
import io.modelferry.delta.entropy.CutShort;
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

    private static final int KEYS = ExponentGroups.KEYS;
    private static final int MAX_DROPPED = 31;

    private final BitWriter header = new BitWriter();
    private final BitWriter raw = new BitWriter();
    private final FloatTables tables = new FloatTables();
    private int[] histogram = new int[0];
    private byte[] keys = new byte[0];
    private byte[] tokens = new byte[0];

    @Override
    public Codec codec() {
        return Codec.FLOAT;
    }

    // ------------------------------------------------------------------------------------------------------------------ encoding

    @Override
    public byte @Nullable [] encode(Chunk chunk, BaseView base) {
        begin(chunk.elements());
        var shape = FloatShape.of(chunk.type());
        var rows = RowMask.of(chunk);
        int dropped = droppedBits(chunk, rows, shape);
        int count = split(chunk, rows, new FloatWords(shape, dropped));
        rows.write(header);
        header.write(dropped, 5);
        tables.write(histogram, header);
        tables.encoder().encode(keys, tokens, count);
        header.writeVarint(tables.encoder().length());
        return Parts.joined(header, tables.encoder(), tables.encoder().length(), raw, chunk.length());
    }

    private void begin(int count) {
        if (tokens.length < count) {
            keys = new byte[count];
            tokens = new byte[count];
        }
        if (histogram.length == 0) {
            histogram = new int[KEYS * KEYS];
        }
        Arrays.fill(histogram, 0);
        header.clear();
        raw.clear();
    }

    private static int droppedBits(Chunk chunk, RowMask rows, FloatShape shape) {
        var block = new int[FloatWords.BLOCK];
        int any = 0;
        for (var run : rows.runs()) {
            for (int done = 0; done < run.length() && (any & 1) == 0; done += block.length) {
                int length = Math.min(block.length, run.length() - done);
                shape.load(chunk.target(), run.first() + done, length, block, 0);
                for (int i = 0; i < length; i++) {
                    any |= block[i];
                }
            }
        }
        return Math.min(MAX_DROPPED, Integer.numberOfTrailingZeros(any));
    }

    /** @return how many elements were split */
    private int split(Chunk chunk, RowMask rows, FloatWords words) {
        var into = new Split(keys, tokens, raw, histogram);
        int at = 0;
        for (var run : rows.runs()) {
            for (int done = 0; done < run.length(); done += FloatWords.BLOCK) {
                int length = Math.min(FloatWords.BLOCK, run.length() - done);
                words.split(chunk.predicted(), chunk.target(), run.first() + done, length, into, at);
                at += length;
            }
        }
        return at;
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

    private void decode(byte[] stored, int storedLength, byte[] elements, int count, FloatShape shape) throws CutShort {
        var in = new BitReader(stored, 0, storedLength);
        var rows = RowMask.read(in, count);
        var words = new FloatWords(shape, in.read(5));
        tables.read(in);
        int symbolBytes = in.readVarint(storedLength);
        int symbolsAt = in.align();
        if (symbolBytes > storedLength - symbolsAt) {
            throw new CutShort("symbols end in the middle");
        }
        int rawAt = symbolsAt + symbolBytes;
        var decoder = tables.decoder();
        decoder.start(stored, symbolsAt, rawAt);
        var bits = new RawBits(stored, rawAt, storedLength);
        for (var run : rows.runs()) {
            for (int done = 0; done < run.length(); done += FloatWords.BLOCK) {
                words.join(elements, run.first() + done, Math.min(FloatWords.BLOCK, run.length() - done), tables, bits);
            }
        }
        decoder.requireEnd();
        bits.requireEnd();
    }
}
