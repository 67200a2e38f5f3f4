package io.modelferry.delta.generate;

import io.modelferry.delta.codec.Codec;

/**
 * Which elements of a section are coded to learn what all of them cost: all of a short one, else runs of {@code count}, evenly spread.
 * Runs are whole rows where rows are short enough: what is coded by rows must find them whole.
 */
@SuppressWarnings("ArrayRecordComponent") // used at once, never compared
record Sample(long[] firsts, int count) {

    private static final int RUNS = 4;

    static Sample of(Pair pair, Codec codec, int most) {
        long elements = pair.target().elements();
        if (codec.readsBaseFreely()) {
            return new Sample(new long[] {0}, (int) Math.min(elements, pair.chunkBytes()));
        }
        if (elements <= most) {
            return new Sample(new long[] {0}, (int) elements);
        }
        long row = Math.max(1, pair.target().rowLength());
        return row > most / RUNS && codec == Codec.STEPS
                ? new Sample(new long[] {0}, most)
                : spread(elements, row, most);
    }

    private static Sample spread(long elements, long row, int most) {
        boolean wholeRows = row <= most / RUNS;
        int count = (int) (wholeRows ? most / RUNS / row * row : most / RUNS);
        var firsts = new long[RUNS];
        for (int i = 0; i < RUNS; i++) {
            long first = i * (elements - count) / (RUNS - 1);
            firsts[i] = wholeRows ? first / row * row : first;
        }
        return new Sample(firsts, count);
    }

    long elements() {
        return (long) firsts.length * count;
    }
}
