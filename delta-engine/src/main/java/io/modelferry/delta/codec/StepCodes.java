package io.modelferry.delta.codec;

import io.modelferry.delta.ElementType;
import io.modelferry.delta.entropy.BitReader;
import io.modelferry.delta.entropy.BitWriter;
import io.modelferry.delta.entropy.CutShort;
import io.modelferry.delta.entropy.FrequencyTable;
import io.modelferry.delta.entropy.LittleEndian;
import io.modelferry.delta.entropy.RansDecoder;
import io.modelferry.delta.entropy.RansEncoder;
import io.modelferry.delta.recipe.Steps;
import org.jspecify.annotations.Nullable;

/**
 * {@link Codec#STEPS}: each float is its prediction plus a whole number of steps, with one step for each row (see {@link Steps}). Weights published that way need as few bits as the publisher chose; any others cannot be expressed.
 *
 * @see <a href="../docs/delta-format.md#steps">docs/delta-format.md, section 6.5</a>
 */
final class StepCodes implements ChunkCodec {

    static final int MAX_CODE = 127;

    private static final int STEP_DROPPED = Float.PRECISION - Steps.STEP_BITS;
    private static final int STEP_STORED_BITS = 31 - STEP_DROPPED;
    private static final int MIN_ROW = 8;

    private final BitWriter header = new BitWriter();
    private final RansEncoder encoder = new RansEncoder();
    private final RansDecoder decoder = new RansDecoder();
    private byte[] codes = new byte[0];

    @Override
    public Codec codec() {
        return Codec.STEPS;
    }

    @Override
    public byte @Nullable [] encode(Chunk chunk, BaseView base) {
        if (chunk.type() != ElementType.FLOAT || chunk.rowLength() < MIN_ROW) {
            return null;
        }
        int count = chunk.elements();
        grow(count);
        header.clear();
        header.writeVarint(chunk.rowLength());
        header.writeVarint(chunk.rowPhase());
        for (int from = 0; from < count; ) {
            int to = endOfRow(from, count, chunk.rowLength(), chunk.rowPhase());
            int step = stepOf(chunk, from, to);
            if (step < 0) {
                return null;
            }
            header.write(step >>> STEP_DROPPED, STEP_STORED_BITS);
            from = to;
        }
        return coded(count);
    }

    private static int endOfRow(int from, int count, int rowLength, int phase) {
        long row = ((long) from + phase) / rowLength;
        return (int) Math.min(count, (row + 1) * rowLength - phase);
    }

    /** Finds the step and leaves the codes. @return the step's float bits; 0 if nothing moved, -1 if there is no such step */
    private int stepOf(Chunk chunk, int from, int to) {
        double largest = 0;
        for (int i = from; i < to; i++) {
            largest = Math.max(largest, Math.abs(difference(chunk, i)));
        }
        if (largest == 0) {
            return fits(chunk, from, to, 0) ? 0 : -1;
        }
        for (int limit = 1; limit <= MAX_CODE; limit = 2 * limit + 1) {
            int nearest =
                    Float.floatToRawIntBits((float) (largest / limit)) + (1 << STEP_DROPPED - 1) & -(1 << STEP_DROPPED);
            for (int candidate : new int[] {nearest, nearest + (1 << STEP_DROPPED), nearest - (1 << STEP_DROPPED)}) {
                if (candidate > 0 && fits(chunk, from, to, candidate)) {
                    return candidate;
                }
            }
        }
        return -1;
    }

    private boolean fits(Chunk chunk, int from, int to, int stepBits) {
        float step = Float.intBitsToFloat(stepBits);
        for (int i = from; i < to; i++) {
            double code = step == 0 ? 0 : Math.rint(difference(chunk, i) / step);
            if (!(Math.abs(code) <= MAX_CODE)) {
                return false;
            }
            int at = i * Float.BYTES;
            float value = Steps.value(LittleEndian.getFloat(chunk.predicted(), at), step, (int) code);
            if (Float.floatToRawIntBits(value) != LittleEndian.getInt(chunk.target(), at)) {
                return false;
            }
            codes[i] = (byte) (int) code;
        }
        return true;
    }

    private static double difference(Chunk chunk, int i) {
        int at = i * Float.BYTES;
        return (double) LittleEndian.getFloat(chunk.target(), at) - LittleEndian.getFloat(chunk.predicted(), at);
    }

    private byte @Nullable [] coded(int count) {
        var counts = new int[FrequencyTable.MAX_SYMBOLS];
        for (int i = 0; i < count; i++) {
            codes[i] += MAX_CODE;
            counts[codes[i] & 0xff]++;
        }
        var table = FrequencyTable.of(counts);
        table.write(header);
        encoder.prepare(1);
        encoder.setTable(0, table);
        encoder.encode(codes, count);
        int headerBytes = header.align();
        if (headerBytes + encoder.length() > count * Float.BYTES) {
            return null;
        }
        var stored = new byte[headerBytes + encoder.length()];
        header.copyTo(stored, 0);
        encoder.copyTo(stored, headerBytes);
        return stored;
    }

    private void grow(int count) {
        if (codes.length < count) {
            codes = new byte[count];
        }
    }

    @Override
    public void decode(byte[] stored, int storedLength, BaseView base, byte[] elements, int length, ElementType type)
            throws Undecodable {
        try {
            decode(stored, storedLength, elements, length / Float.BYTES);
        } catch (CutShort e) {
            throw new Undecodable(e.reason());
        }
    }

    private void decode(byte[] stored, int storedLength, byte[] elements, int count) throws CutShort {
        var in = new BitReader(stored, 0, storedLength);
        int rowLength = in.readVarint(Integer.MAX_VALUE);
        if (rowLength < MIN_ROW) {
            throw new CutShort("rows of " + rowLength);
        }
        int phase = in.readVarint(rowLength - 1);
        var steps = new float[(int) Math.ceilDiv((long) count + phase, rowLength)];
        for (int row = 0; row < steps.length; row++) {
            steps[row] = Float.intBitsToFloat(in.read(STEP_STORED_BITS) << STEP_DROPPED);
        }
        decoder.prepare(1);
        decoder.setTable(0, FrequencyTable.read(in));
        grow(count);
        decoder.decode(stored, in.align(), storedLength, codes, count);
        for (int from = 0, row = 0; from < count; row++) {
            int to = endOfRow(from, count, rowLength, phase);
            for (int i = from; i < to; i++) {
                int code = (codes[i] & 0xff) - MAX_CODE;
                int at = i * Float.BYTES;
                LittleEndian.putFloat(elements, at, Steps.value(LittleEndian.getFloat(elements, at), steps[row], code));
            }
            from = to;
        }
    }
}
