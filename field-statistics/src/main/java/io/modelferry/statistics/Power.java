package io.modelferry.statistics;

/** What evidence it takes until bounds are expected to tell, before anything is measured. */
public final class Power {

    private static final long MOST = 1L << 50;
    private static final int MANY_CLUSTERS = 10_000;

    private Power() {}

    /**
     * Answers that each arm needs until {@link DifferenceSequence} is as narrow as {@code distance}.
     *
     * @param rate expected of both arms, 0…1
     * @param distance of the true difference from what divides enough from not enough, above 0
     * @param designEffect of the clusters, 1 for independent answers
     * @return at least 1
     */
    public static long answersPerArm(double rate, double distance, double designEffect, double alpha) {
        if (!(rate >= 0 && rate <= 1 && distance > 0 && designEffect >= 1)) {
            throw new IllegalArgumentException(
                    "rate %s, distance %s, design effect %s".formatted(rate, distance, designEffect));
        }
        var low = 1L;
        var high = 2L;
        while (high < MOST && halfWidth(rate, high, designEffect, alpha) > distance) {
            low = high;
            high *= 2;
        }
        while (low < high) {
            var middle = (low + high) / 2;
            if (halfWidth(rate, middle, designEffect, alpha) > distance) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return high;
    }

    /** The distance that {@code answers} in each arm are expected to tell. */
    public static double distanceSeen(double rate, long answers, double designEffect, double alpha) {
        return halfWidth(rate, answers, designEffect, alpha);
    }

    private static double halfWidth(double rate, long answers, double designEffect, double alpha) {
        var smoothed = (rate * answers + 0.5) / (answers + 1);
        var variance = 2 * smoothed * (1 - smoothed) * designEffect / answers;
        return NormalMixture.halfWidth(alpha, Math.sqrt(variance), DifferenceSequence.NARROWEST_AT, MANY_CLUSTERS);
    }
}
