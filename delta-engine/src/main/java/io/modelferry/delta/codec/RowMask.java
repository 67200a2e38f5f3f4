package io.modelferry.delta.codec;

import io.modelferry.delta.entropy.BitReader;
import io.modelferry.delta.entropy.BitWriter;
import io.modelferry.delta.entropy.CutShort;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Which rows of a chunk are just as predicted and are not coded at all: words of a vocabulary that the training never saw. Stored as a bit, then
 * row length, phase and a bit a row; most chunks have no such row and store the one bit.
 */
final class RowMask {

    private static final int MIN_ROW = 16;

    private final int rowLength;
    private final int phase;
    private final boolean[] coded;
    private final int count;

    private RowMask(int count, int rowLength, int phase, boolean[] coded) {
        this.count = count;
        this.rowLength = rowLength;
        this.phase = phase;
        this.coded = coded;
    }

    static RowMask none(int count) {
        return new RowMask(count, Math.max(1, count), 0, new boolean[] {true});
    }

    /** Masks only if that drops more bits than it costs. */
    static RowMask of(Chunk chunk) {
        int count = chunk.elements();
        if (chunk.rowLength() < MIN_ROW) {
            return none(count);
        }
        int width = chunk.type().width();
        var coded = new boolean[(int) Math.ceilDiv((long) count + chunk.rowPhase(), chunk.rowLength())];
        int same = 0;
        for (int row = 0; row < coded.length; row++) {
            long start = (long) row * chunk.rowLength() - chunk.rowPhase();
            int from = (int) Math.max(0, start) * width;
            int to = (int) Math.min(count, start + chunk.rowLength()) * width;
            coded[row] = !Arrays.equals(chunk.predicted(), from, to, chunk.target(), from, to);
            same += coded[row] ? 0 : 1;
        }
        boolean pays = coded.length > 1 && same * (long) chunk.rowLength() > coded.length + 64;
        return pays ? new RowMask(count, chunk.rowLength(), chunk.rowPhase(), coded) : none(count);
    }

    static RowMask read(BitReader in, int count) throws CutShort {
        if (in.read(1) == 0) {
            return none(count);
        }
        int rowLength = in.readVarint(Integer.MAX_VALUE);
        if (rowLength < MIN_ROW) {
            throw new CutShort("rows of " + rowLength);
        }
        int phase = in.readVarint(rowLength - 1);
        var coded = new boolean[(int) Math.ceilDiv((long) count + phase, rowLength)];
        for (int row = 0; row < coded.length; row++) {
            coded[row] = in.read(1) != 0;
        }
        return new RowMask(count, rowLength, phase, coded);
    }

    void write(BitWriter out) {
        if (coded.length <= 1) {
            out.write(0, 1);
            return;
        }
        out.write(1, 1);
        out.writeVarint(rowLength);
        out.writeVarint(phase);
        for (boolean row : coded) {
            out.write(row ? 1 : 0, 1);
        }
    }

    /** Elements that are coded, one behind the other. */
    record Run(int first, int length) {}

    /** In order. */
    List<Run> runs() {
        var runs = new ArrayList<Run>();
        for (int row = 0; row < coded.length; ) {
            int end = row;
            while (end < coded.length && coded[end] == coded[row]) {
                end++;
            }
            int first = (int) Math.max(0, (long) row * rowLength - phase);
            int length = (int) Math.min(count, (long) end * rowLength - phase) - first;
            if (coded[row] && length > 0) {
                runs.add(new Run(first, length));
            }
            row = end;
        }
        return runs;
    }
}
