package io.modelferry.statistics;

import java.util.Collection;
import java.util.Optional;

/**
 * Bounds on a quantile, and on the ratio of two arms' quantiles, that hold at every look. The share of values above the observed quantile is
 * a share over clusters like any other; its bounds are ranks, and the values at those ranks bound the quantile. A sketch's own error
 * widens them.
 *
 * @see <a href="https://doi.org/10.3150/21-BEJ1388">S. Howard, A. Ramdas, Sequential estimation of quantiles with applications to A/B
 *     testing and best-arm identification, Bernoulli 28 (2022)</a>
 * @see <a href="https://doi.org/10.1145/3219819.3219919">A. Deng, U. Knoblich, J. Lu, Applying the Delta Method in Metric Analytics, KDD
 *     2018, section 4: quantiles of clustered data</a>
 */
public final class QuantileSequence {

    /** Of the share above the quantile: half a point tells the 95th percentile's neighbourhood. */
    private static final double NARROWEST_AT = 0.005;

    private QuantileSequence() {}

    /**
     * @param whole all clusters' values together
     * @param quantile above 0 and below 1
     * @return empty below {@link DifferenceSequence#LEAST_CLUSTERS} clusters, or while the upper rank is beyond the largest value
     */
    public static Optional<Bounds> of(
            Ranked whole, Collection<? extends Ranked> clusters, double quantile, double alpha) {
        var told = clusters.stream().filter(cluster -> cluster.count() > 0).toList();
        if (told.size() < DifferenceSequence.LEAST_CLUSTERS) {
            return Optional.empty();
        }
        var estimate = whole.valueAt(quantile);
        var share = RatioSample.of(told.stream()
                .map(cluster -> new Cluster(Math.min(cluster.count(), cluster.above(estimate)), cluster.count()))
                .toList());
        var half = NormalMixture.halfWidth(alpha, share.standardError(), NARROWEST_AT, told.size() - 1);
        if (quantile + half >= 1) {
            return Optional.empty();
        }
        var off = whole.relativeError();
        return Optional.of(new Bounds(
                estimate,
                Math.min(estimate, whole.valueAt(Math.max(0, quantile - half)) / (1 + off)),
                Math.max(estimate, whole.valueAt(quantile + half) / (1 - off))));
    }

    /**
     * @param treatment bounds at half of the ratio's α, as {@code control}'s
     * @return {@code treatment ÷ control − 1}; empty for a control of zero
     */
    public static Optional<Bounds> ratio(Bounds treatment, Bounds control) {
        if (control.lower() <= 0) {
            return Optional.empty();
        }
        return Optional.of(new Bounds(
                treatment.estimate() / control.estimate() - 1,
                treatment.lower() / control.upper() - 1,
                treatment.upper() / control.lower() - 1));
    }
}
