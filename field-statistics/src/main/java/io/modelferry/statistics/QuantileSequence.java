package io.modelferry.statistics;

import java.util.Collection;
import java.util.Optional;

/**
 * Bounds on a quantile that hold at every look, and on the ratio of two arms' quantiles. How many of n values lie at or below the true
 * quantile is a count of successes with a known rate, so {@link BernoulliMixture} says, exactly and for ever, between which ranks the
 * quantile lies. Values of one cluster are kin: for them the ranks widen to those that the cluster-robust standard error of the share
 * above the quantile allows, never to less than the exact ones. A sketch's own error widens the values at those ranks.
 *
 * @see <a href="https://doi.org/10.3150/21-BEJ1388">S. Howard, A. Ramdas, Sequential estimation of quantiles with applications to A/B
 *     testing and best-arm identification, Bernoulli 28 (2022)</a>
 * @see <a href="https://doi.org/10.1145/3219819.3219919">A. Deng, U. Knoblich, J. Lu, Applying the Delta Method in Metric Analytics, KDD
 *     2018: quantiles of clustered data</a>
 */
public final class QuantileSequence {

    /** The stated information: a standard error of half a point of the share above the quantile. */
    public static final double NARROWEST_AT = 0.005;

    /** One arm: its values by cluster, and all of them together. */
    public record Arm(Ranked whole, Collection<? extends Ranked> clusters) {}

    private record Ranks(double lower, double upper) {

        Ranks or(Ranks other) {
            return new Ranks(Math.min(lower, other.lower), Math.max(upper, other.upper));
        }
    }

    private QuantileSequence() {}

    /**
     * For independent values.
     *
     * @param quantile above 0 and below 1
     * @return empty while the upper rank is beyond the largest value
     */
    public static Optional<Bounds> ofIndependent(Ranked values, double quantile, double alpha) {
        requireInside(quantile);
        return values.count() < 1 ? Optional.empty() : at(exact(values.count(), quantile, alpha), values, quantile);
    }

    /**
     * For values of clusters.
     *
     * @param whole all clusters' values together
     * @param quantile above 0 and below 1
     * @return empty below {@link DifferenceSequence#LEAST_CLUSTERS} clusters, or while the upper rank is beyond the largest value
     */
    public static Optional<Bounds> of(
            Ranked whole, Collection<? extends Ranked> clusters, double quantile, double alpha) {
        requireInside(quantile);
        var estimate = whole.count() < 1 ? 0 : whole.valueAt(quantile);
        var above = RatioSample.of(clusters.stream()
                .map(cluster -> new Cluster(Math.min(cluster.count(), cluster.above(estimate)), cluster.count()))
                .toList());
        if (above.clusters() < DifferenceSequence.LEAST_CLUSTERS || whole.count() < 1) {
            return Optional.empty();
        }
        var half = new NormalMixture(alpha, NARROWEST_AT)
                .halfWidth(above.cautiousError(), DifferenceSequence.freedom(above));
        var clustered = new Ranks(whole.count() * (quantile - half), whole.count() * (quantile + half));
        return at(clustered.or(exact(whole.count(), quantile, alpha)), whole, quantile);
    }

    /**
     * Each arm gets half of {@code alpha}: where both sequences hold, so does the ratio's.
     *
     * @param treatment of values of 0 or more, as {@code control}
     * @return {@code treatment / control}: 1 for equal arms, 1.2 for a treatment that takes a fifth longer; empty if an arm's is, or if
     *     control's lower bound is not above 0
     */
    public static Optional<Bounds> ratio(Arm treatment, Arm control, double quantile, double alpha) {
        var above = of(treatment.whole(), treatment.clusters(), quantile, alpha / 2);
        var below = of(control.whole(), control.clusters(), quantile, alpha / 2).filter(bounds -> bounds.lower() > 0);
        return above.flatMap(t -> below.map(c ->
                new Bounds(t.estimate() / c.estimate(), Math.max(0, t.lower()) / c.upper(), t.upper() / c.lower())));
    }

    /** The fewest and the most values at or below the quantile that are not ruled out; rank 0 is below all values. */
    private static Ranks exact(double count, double quantile, double alpha) {
        var trials = (long) count;
        var middle = Math.round(quantile * trials);
        return new Ranks(edge(middle, 0, trials, quantile, alpha), edge(middle, trials, trials, quantile, alpha));
    }

    private static long edge(long inside, long outside, long trials, double quantile, double alpha) {
        if (!excluded(outside, trials, quantile, alpha)) {
            return outside;
        }
        while (Math.abs(outside - inside) > 1) {
            var middle = (inside + outside) / 2;
            if (excluded(middle, trials, quantile, alpha)) {
                outside = middle;
            } else {
                inside = middle;
            }
        }
        return inside;
    }

    private static boolean excluded(long successes, long trials, double quantile, double alpha) {
        return new BernoulliMixture(successes, trials).logEvidenceAgainst(quantile) >= -Math.log(alpha);
    }

    /** From the value at the lower rank to the value right above the upper one: between them the quantile lies. */
    private static Optional<Bounds> at(Ranks ranks, Ranked values, double quantile) {
        var last = values.count() - 1;
        if (ranks.upper() > last) {
            return Optional.empty();
        }
        var estimate = values.valueAt(quantile);
        var off = values.relativeError();
        var lower = ranks.lower() < 1 ? Double.NEGATIVE_INFINITY : low(values.valueAt((ranks.lower() - 1) / last), off);
        var upper = high(values.valueAt(Math.min(1, ranks.upper() / last)), off);
        return Optional.of(new Bounds(estimate, Math.min(estimate, lower), Math.max(estimate, upper)));
    }

    private static double low(double value, double off) {
        return value >= 0 ? value / (1 + off) : value / (1 - off);
    }

    private static double high(double value, double off) {
        return value >= 0 ? value / (1 - off) : value / (1 + off);
    }

    private static void requireInside(double quantile) {
        if (!(quantile > 0 && quantile < 1)) {
            throw new IllegalArgumentException("quantile " + quantile + " is not between 0 and 1");
        }
    }
}
