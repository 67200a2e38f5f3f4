package io.modelferry.delta.predict;

import io.modelferry.delta.ElementType;
import io.modelferry.delta.codec.BaseView;
import java.io.IOException;
import java.util.Arrays;

/**
 * Expects the base plus the product of two thin matrices: what merging an adapter does to a weight. The product is summed in double precision in
 * the order of the rank, so that every machine has the same.
 *
 * @param columns elements of a row; the tensor is as many rows as fill it
 * @param left    shape {@code [rows, rank]}
 * @param right   shape {@code [rank, columns]}
 * @see <a href="https://arxiv.org/abs/2106.09685">Hu et al., LoRA: Low-Rank Adaptation of Large Language Models</a>
 */
@SuppressWarnings("ArrayRecordComponent") // never changed, never compared
record LowRank(int rank, int columns, float[] left, float[] right) implements Prediction {

    static final int MAX_RANK = 64;

    static LowRank read(ParameterReader in, Sides sides) throws BadParameters {
        Unchanged.read(sides);
        if (sides.type() != ElementType.FLOAT) {
            throw new BadParameters("elements of type " + sides.type() + " get no low-rank update");
        }
        int rank = (int) in.number(1, MAX_RANK);
        int columns = (int) in.number(1, Math.min(Integer.MAX_VALUE, sides.elements()));
        long rows = Math.ceilDiv(sides.elements(), columns);
        var left = in.floats(rows * rank, Float.BYTES);
        return new LowRank(rank, columns, left, in.floats((long) rank * columns, Float.BYTES));
    }

    @Override
    public Kind kind() {
        return Kind.LOW_RANK;
    }

    @Override
    public void predict(BaseView base, long first, int count, byte[] out) throws IOException {
        var near = ReadAhead.of(base, (long) columns * Float.BYTES);
        var bytes = new byte[Floats.BLOCK * Float.BYTES];
        var floats = new float[Floats.BLOCK];
        var update = new double[Floats.BLOCK];
        for (int done = 0; done < count; ) {
            long at = first + done;
            int column = (int) (at % columns);
            int run = Math.min(Math.min(Floats.BLOCK, count - done), columns - column);
            near.read(at * Float.BYTES, bytes, 0, run * Float.BYTES);
            Floats.load(ElementType.FLOAT, bytes, run, floats);
            update((int) (at / columns), column, run, update);
            for (int i = 0; i < run; i++) {
                floats[i] = (float) (floats[i] + update[i]);
            }
            Floats.store(ElementType.FLOAT, floats, run, out, done * Float.BYTES);
            done += run;
        }
    }

    private void update(int row, int column, int count, double[] update) {
        Arrays.fill(update, 0, count, 0);
        for (int k = 0; k < rank; k++) {
            double factor = left[row * rank + k];
            int from = k * columns + column;
            for (int i = 0; i < count; i++) {
                update[i] += factor * right[from + i];
            }
        }
    }

    @Override
    public byte[] parameters() {
        return new ParameterWriter()
                .number(rank)
                .number(columns)
                .floats(left, Float.BYTES)
                .floats(right, Float.BYTES)
                .toByteArray();
    }

    @Override
    public String reason() {
        return "an update of rank " + rank;
    }
}
