package io.modelferry.statistics;

import java.util.Optional;

/**
 * Bounds on the difference of two ratios over clusters that hold at every look. The promise is asymptotic in the number of clusters:
 * see {@link NormalMixture} for the theorem, and docs/experiments.md for what it came to in simulations.
 *
 * @see <a href="../docs/experiments.md">docs/experiments.md, The numbers and what they rest on</a>
 */
public final class DifferenceSequence {

    /** Fewer clusters in an arm, and their spread says nothing. */
    public static final int LEAST_CLUSTERS = 5;

    /** The stated information: a standard error of one point, where differences of some three points are told. */
    public static final double NARROWEST_AT = 0.01;

    private DifferenceSequence() {}

    /**
     * For shares, such as accuracies and error rates.
     *
     * @param alpha the chance that the true difference is ever outside, over all looks
     * @return {@code treatment − control}; empty below {@link #LEAST_CLUSTERS} clusters in an arm
     */
    public static Optional<Bounds> between(RatioSample treatment, RatioSample control, double alpha) {
        return between(treatment, control, alpha, NARROWEST_AT);
    }

    /**
     * @param narrowestAt the standard error of the difference at which bounds are to be tightest, in the ratios' unit; chosen before
     *     the data is seen
     * @return also empty where sums are no shares and one arm shows no spread at all
     */
    public static Optional<Bounds> between(
            RatioSample treatment, RatioSample control, double alpha, double narrowestAt) {
        var mixture = new NormalMixture(alpha, narrowestAt);
        if (treatment.clusters() < LEAST_CLUSTERS || control.clusters() < LEAST_CLUSTERS) {
            return Optional.empty();
        }
        var one = treatment.cautiousError();
        var other = control.cautiousError();
        if (one == 0 || other == 0) {
            return Optional.empty();
        }
        var estimate = treatment.estimate() - control.estimate();
        var half = mixture.halfWidth(Math.hypot(one, other), freedom(treatment, control));
        return Optional.of(
                treatment.isShare() && control.isShare()
                        ? new Bounds(estimate, Math.max(-1, estimate - half), Math.min(1, estimate + half))
                        : new Bounds(estimate, estimate - half, estimate + half));
    }

    /**
     * For a share beside one that is known, as that of answers that agree with control's: control agrees with itself.
     *
     * @param known 0…1
     * @return {@code treatment − known}; empty below {@link #LEAST_CLUSTERS} clusters, or for what is no share
     */
    public static Optional<Bounds> from(RatioSample treatment, double known, double alpha) {
        var mixture = new NormalMixture(alpha, NARROWEST_AT);
        if (treatment.clusters() < LEAST_CLUSTERS || !treatment.isShare()) {
            return Optional.empty();
        }
        var estimate = treatment.estimate() - known;
        var half = mixture.halfWidth(treatment.cautiousError(), freedom(treatment));
        return Optional.of(
                new Bounds(estimate, Math.max(-known, estimate - half), Math.min(1 - known, estimate + half)));
    }

    /** Welch's and Satterthwaite's, of the clusters that count. */
    private static double freedom(RatioSample treatment, RatioSample control) {
        var one = Math.pow(treatment.cautiousError(), 2);
        var other = Math.pow(control.cautiousError(), 2);
        return Math.pow(one + other, 2) / (one * one / freedom(treatment) + other * other / freedom(control));
    }

    static double freedom(RatioSample sample) {
        return Math.max(1, sample.effectiveClusters() - 1);
    }
}
