package io.modelferry.cli.bench.stats;

import io.modelferry.statistics.RatioMismatch;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Units that fall into two arms drawn half and half, with a look after every tenth unit.
 *
 * @param foundAt for each experiment the units at the first look that found a mismatch; {@link #NEVER} if none did
 */
record Draws(long[] foundAt) {

    static final int MOST_UNITS = 10_000;
    static final long NEVER = Long.MAX_VALUE;

    private static final int UNITS_A_LOOK = 10;
    private static final double[] DRAWN = {1, 1};

    static long one(double first, SplittableRandom random) {
        var seen = new long[2];
        for (var units = 1; units <= MOST_UNITS; units++) {
            seen[random.nextDouble() < first ? 0 : 1]++;
            if (units % UNITS_A_LOOK == 0 && RatioMismatch.of(seen, DRAWN).found()) {
                return units;
            }
        }
        return NEVER;
    }

    Share found() {
        return new Share(Arrays.stream(foundAt).filter(units -> units < NEVER).count(), foundAt.length);
    }

    long median() {
        return Arrays.stream(foundAt).sorted().toArray()[foundAt.length / 2];
    }
}
