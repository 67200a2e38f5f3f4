package io.modelferry.cli.bench.stats;

/**
 * What became of one experiment. A window is counted from 1; 0 is never.
 *
 * @param sequence the first window at which the sequence's bounds left out "no change"
 * @param naive the first window at which a z-test at 5 %, as if it were the only look, called a change
 * @param atTheEnd whether that z-test called one at the last window
 */
record Outcome(int sequence, int naive, boolean atTheEnd) {

    static final double ALPHA = 0.05;
    private static final double Z = 1.959964;

    static Outcome of(Arms arms, int windows) {
        var sequence = 0;
        var naive = 0;
        var called = false;
        for (var window = 1; window <= windows; window++) {
            arms.window();
            called = Math.abs(arms.z()) > Z;
            if (naive == 0 && called) {
                naive = window;
            }
            if (sequence == 0
                    && arms.change().filter(bounds -> !bounds.contain(0)).isPresent()) {
                sequence = window;
            }
        }
        return new Outcome(sequence, naive, called);
    }
}
