package io.modelferry.statistics;

import java.util.Optional;

/**
 * Bounds on one ratio over clusters that hold at every look: {@link DifferenceSequence} for a single arm, and as asymptotic as that in
 * the number of clusters.
 */
public final class RatioSequence {

    private RatioSequence() {}

    /**
     * For shares, such as an error rate.
     *
     * @param alpha the chance that the true share is ever outside, over all looks
     * @return empty below {@link DifferenceSequence#LEAST_CLUSTERS} clusters
     */
    public static Optional<Bounds> of(RatioSample share, double alpha) {
        var mixture = new NormalMixture(alpha, DifferenceSequence.NARROWEST_AT);
        if (share.clusters() < DifferenceSequence.LEAST_CLUSTERS) {
            return Optional.empty();
        }
        if (!share.isShare()) {
            throw new IllegalArgumentException("sums beyond their weights are no shares");
        }
        var half = mixture.halfWidth(share.cautiousError(), DifferenceSequence.freedom(share));
        return Optional.of(new Bounds(
                share.estimate(), Math.max(0, share.estimate() - half), Math.min(1, share.estimate() + half)));
    }
}
