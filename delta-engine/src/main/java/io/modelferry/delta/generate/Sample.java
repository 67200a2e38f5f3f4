package io.modelferry.delta.generate;

/** Which elements of a section are coded to learn what all of them cost: runs of {@code count}, beginning at {@code firsts}. */
@SuppressWarnings("ArrayRecordComponent") // used at once, never compared
record Sample(long[] firsts, int count) {

    private static final int RUNS = 4;

    /** The first elements, at most so many. */
    static Sample head(Pair pair, int most) {
        return new Sample(new long[] {0}, (int) Math.min(pair.target().elements(), most));
    }

    /**
     * All of a short section, else runs that are evenly spread. They are whole rows where rows are short enough: what is coded by rows must find
     * them whole.
     */
    static Sample spread(Pair pair, int most) {
        long elements = pair.target().elements();
        if (elements <= most) {
            return head(pair, most);
        }
        long row = Math.max(1, pair.target().rowLength());
        boolean wholeRows = row <= most / RUNS;
        int count = (int) (wholeRows ? most / RUNS / row * row : most / RUNS);
        var firsts = new long[RUNS];
        for (int i = 0; i < RUNS; i++) {
            long first = i * (elements - count) / (RUNS - 1);
            firsts[i] = wholeRows ? first / row * row : first;
        }
        return new Sample(firsts, count);
    }

    boolean isOfWholeRows(Pair pair) {
        return firsts.length == 1 || count % Math.max(1, pair.target().rowLength()) == 0;
    }

    long elements() {
        return (long) firsts.length * count;
    }
}
