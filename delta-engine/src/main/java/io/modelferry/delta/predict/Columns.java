package io.modelferry.delta.predict;

import io.modelferry.delta.codec.BaseView;
import io.modelferry.delta.entropy.LittleEndian;
import java.io.IOException;

/**
 * FLOAT weights of shape {@code [rows, columns]} as if they were stored column by column. They are read row by row, all columns that are wanted at
 * once: the more are asked for at one go, the fewer reads it takes.
 */
record Columns(BaseView base, long rows, long columns) {

    static Columns of(BaseView base, long columns) {
        return new Columns(base, base.length() / Float.BYTES / columns, columns);
    }

    /** Reads weights {@code [first, first + count)}, counted down the columns. */
    void read(long first, int count, float[] weights) throws IOException {
        var near = ReadAhead.of(base, columns * Float.BYTES);
        if (count >= rows) {
            readAcross(near, first, count, weights);
            return;
        }
        for (int done = 0; done < count; ) { // parts of a column, or of two
            long row = (first + done) % rows;
            int run = (int) Math.min(rows - row, count - done);
            readDown(near, row * columns + (first + done) / rows, run, weights, done);
            done += run;
        }
    }

    private void readDown(BaseView near, long from, int count, float[] weights, int at) throws IOException {
        var bytes = new byte[Float.BYTES];
        for (int i = 0; i < count; i++) {
            near.read((from + i * columns) * Float.BYTES, bytes, 0, Float.BYTES);
            weights[at + i] = LittleEndian.getFloat(bytes, 0);
        }
    }

    /** The columns at both ends need not be whole. */
    private void readAcross(BaseView near, long first, int count, float[] weights) throws IOException {
        long left = first / rows;
        int wide = (int) ((first + count - 1) / rows - left) + 1;
        var bytes = new byte[Math.min(wide, Floats.BLOCK) * Float.BYTES];
        for (long row = 0; row < rows; row++) {
            for (int from = 0; from < wide; from += Floats.BLOCK) {
                int run = Math.min(Floats.BLOCK, wide - from);
                near.read((row * columns + left + from) * Float.BYTES, bytes, 0, run * Float.BYTES);
                long at = (left + from) * rows + row - first;
                for (int i = 0; i < run; i++, at += rows) {
                    if (at >= 0 && at < count) {
                        weights[(int) at] = LittleEndian.getFloat(bytes, i * Float.BYTES);
                    }
                }
            }
        }
    }
}
