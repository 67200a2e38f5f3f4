package io.modelferry.statistics;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.function.LongPredicate;

/**
 * What evidence it takes until {@link DifferenceSequence} is expected to tell, before anything is measured: half its width against the
 * distance. Where the truth is exactly that far, about half of all experiments are decided by then.
 */
public final class Power {

    private static final long MOST = 1L << 50;

    private Power() {}

    /**
     * By how much kinship within clusters inflates the variance (Kish).
     *
     * @param kinship intra-cluster correlation, 0…1
     * @param answers of each cluster, 1 or more
     */
    public static double designEffect(double kinship, double answers) {
        if (!(kinship >= 0 && kinship <= 1 && answers >= 1)) {
            throw new IllegalArgumentException("kinship " + kinship + ", " + answers + " answers a cluster");
        }
        return 1 + (answers - 1) * kinship;
    }

    /**
     * Answers that each arm needs until half the width is {@code distance}.
     *
     * @param rate expected of both arms, 0…1
     * @param distance of the true difference from what divides enough from not enough, above 0
     * @param designEffect of the clusters, 1 for independent answers; taken not to grow with the answers
     * @return at least 1
     */
    public static long answersPerArm(double rate, double distance, double designEffect, double alpha) {
        requireSense(rate, distance, designEffect);
        return fewest(1, answers -> distanceSeen(rate, answers, designEffect, alpha) <= distance)
                .orElse(MOST);
    }

    /**
     * Answers that each arm needs from a given number of clusters. More answers of the same clusters help less and less, so there may be
     * no such number: then only more clusters do.
     *
     * @param clusters of each arm
     * @param kinship intra-cluster correlation, 0…1
     */
    public static OptionalLong answersPerArm(double rate, double distance, int clusters, double kinship, double alpha) {
        requireSense(rate, distance, 1);
        return fewest(clusters, answers -> seen(rate, answers, clusters, kinship, alpha) <= distance);
    }

    /**
     * Labels that the treatment needs until {@link AccuracyDrop} tells equal arms from a drop of {@code margin}.
     *
     * @param rate expected of both arms, 0…1
     * @param margin above 0
     * @param controlPerTreatment labels of control for each of the treatment, above 0
     */
    public static long labelsForDrop(double rate, double margin, double controlPerTreatment, double alpha) {
        requireSense(rate, margin, 1);
        return fewest(1, labels -> told(rate, margin, labels, controlPerTreatment, alpha))
                .orElse(MOST);
    }

    /** The smallest margin that {@code labels} of the treatment are expected to prove, equal arms given; 1 or more is none. */
    public static double dropSeen(double rate, long labels, double controlPerTreatment, double alpha) {
        return equalArms(rate, labels, controlPerTreatment, alpha).upperBound();
    }

    private static boolean told(double rate, double margin, long labels, double controlPerTreatment, double alpha) {
        return margin >= 1
                || equalArms(rate, labels, controlPerTreatment, alpha).upperBound() <= margin;
    }

    private static AccuracyDrop equalArms(double rate, long labels, double controlPerTreatment, double alpha) {
        var control = Math.max(1, Math.round(labels * controlPerTreatment));
        return AccuracyDrop.of(Math.round(rate * labels), labels, Math.round(rate * control), control, alpha);
    }

    /** By doubling, then halving; empty if {@link #MOST} are not enough. */
    private static OptionalLong fewest(long from, LongPredicate enough) {
        var low = from;
        var high = from;
        while (!enough.test(high)) {
            if (high >= MOST) {
                return OptionalLong.empty();
            }
            low = high + 1;
            high *= 2;
        }
        while (low < high) {
            var middle = (low + high) / 2;
            if (enough.test(middle)) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return OptionalLong.of(high);
    }

    /** The distance that {@code answers} in each arm are expected to tell. */
    public static double distanceSeen(double rate, long answers, double designEffect, double alpha) {
        return mixture(alpha).halfWidth(error(rate, answers, designEffect));
    }

    /** As above, with the variance that few clusters leave uncertain. */
    private static double seen(double rate, long answers, int clusters, double kinship, double alpha) {
        var effect = designEffect(kinship, (double) answers / clusters);
        return mixture(alpha).halfWidth(error(rate, answers, effect), Math.max(1, 2.0 * clusters - 2));
    }

    /** @param answersADay of each arm, above 0 */
    public static Duration timeToDecision(long answersPerArm, double answersADay) {
        if (!(answersADay > 0)) {
            throw new IllegalArgumentException(answersADay + " answers a day never decide anything");
        }
        return Duration.ofSeconds((long)
                Math.ceil(answersPerArm / answersADay * Duration.ofDays(1).toSeconds()));
    }

    private static NormalMixture mixture(double alpha) {
        return new NormalMixture(alpha, DifferenceSequence.NARROWEST_AT);
    }

    private static double error(double rate, long answers, double designEffect) {
        var smoothed = (rate * answers + 0.5) / (answers + 1);
        return Math.sqrt(2 * smoothed * (1 - smoothed) * designEffect / answers);
    }

    private static void requireSense(double rate, double distance, double designEffect) {
        if (!(rate >= 0 && rate <= 1 && distance > 0 && designEffect >= 1)) {
            throw new IllegalArgumentException(
                    "rate %s, distance %s, design effect %s".formatted(rate, distance, designEffect));
        }
    }
}
