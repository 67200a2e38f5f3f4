package io.modelferry.cli.bench.stats;

import java.util.SplittableRandom;

/** One generator an experiment, so that experiments may run in any order on any number of cores. */
record Seeds(long seed) {

    SplittableRandom of(String row, int experiment) {
        return new SplittableRandom(mixed(mixed(seed ^ mixed(row.hashCode())) + experiment));
    }

    /** MurmurHash3's finaliser: neighbouring seeds share no stretch of numbers. */
    private static long mixed(long value) {
        var one = (value ^ (value >>> 33)) * 0xff51afd7ed558ccdL;
        var two = (one ^ (one >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return two ^ (two >>> 33);
    }
}
