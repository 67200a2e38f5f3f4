package io.modelferry.statistics;

import java.util.Collection;

/**
 * A ratio of totals over clusters, {@code Σsum / Σweight}, with a standard error that counts clusters, not answers: a hundred answers of
 * one camera at one scene say less than one answer of each of a hundred cameras.
 *
 * @param estimate NaN without weight
 * @param standardError of the linearised ratio with the factor {@code g / (g − 1)}; 0 if no spread was seen, infinite below 2 clusters
 * @param clusters with a weight above 0; the others say nothing
 * @param weight Σweight
 * @param effectiveClusters {@code (Σweight)² / Σweight²}: {@code clusters} if all weigh the same, near 1 if one outweighs the rest
 * @param isShare whether each sum lay between 0 and its weight
 * @see <a href="https://doi.org/10.1145/3219819.3219919">A. Deng, U. Knoblich, J. Lu, Applying the Delta Method in Metric Analytics,
 *     KDD 2018: clustered randomisation</a>
 */
public record RatioSample(
        double estimate, double standardError, int clusters, double weight, double effectiveClusters, boolean isShare) {

    public static RatioSample of(Collection<Cluster> all) {
        var clusters = 0;
        var sum = 0.0;
        var weight = 0.0;
        var squaredWeights = 0.0;
        var share = true;
        for (var cluster : all) {
            if (cluster.weight() > 0) {
                clusters++;
                sum += cluster.sum();
                weight += cluster.weight();
                squaredWeights += cluster.weight() * cluster.weight();
                share &= cluster.isShare();
            }
        }
        var estimate = sum / weight;
        var error = clusters < 2 ? Double.POSITIVE_INFINITY : error(all, estimate, clusters, weight);
        var effective = clusters == 0 ? 0 : weight * weight / squaredWeights;
        return new RatioSample(estimate, error, clusters, weight, effective, share);
    }

    private static double error(Collection<Cluster> all, double estimate, int clusters, double weight) {
        var squares = 0.0;
        for (var cluster : all) {
            if (cluster.weight() > 0) {
                var residual = cluster.sum() - estimate * cluster.weight();
                squares += residual * residual;
            }
        }
        return Math.sqrt(squares * clusters / (clusters - 1)) / weight;
    }

    /**
     * What a share's standard error would be if answers were independent, half an answer added to both sides: nobody is right for
     * ever. 0 for what is no share.
     */
    double independentError() {
        if (!isShare || weight == 0) {
            return 0;
        }
        var smoothed = (estimate * weight + 0.5) / (weight + 1);
        return Math.sqrt(smoothed * (1 - smoothed) / weight);
    }

    /** The standard error that bounds stand on: a few clusters that happen to agree are not sure of anything. */
    double cautiousError() {
        return Math.max(standardError, independentError());
    }

    /** By how much kinship within clusters inflates a share's variance; 1 for independent answers. Only for shares. */
    public double designEffect() {
        if (!isShare || clusters < 2) {
            throw new IllegalStateException("a design effect needs shares of two clusters or more");
        }
        var inflation = standardError / independentError();
        return inflation * inflation;
    }
}
