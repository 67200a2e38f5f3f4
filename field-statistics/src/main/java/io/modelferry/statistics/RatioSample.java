package io.modelferry.statistics;

import java.util.Collection;

/**
 * A share over clusters, with a standard error that counts clusters, not answers: a hundred answers of one camera at one scene say less
 * than a hundred of a hundred cameras. Linearised ratio with the factor {@code g / (g − 1)}; never below what independent answers
 * would have, so that a few clusters that happen to agree do not look certain.
 *
 * @param part over all clusters
 * @param whole over all clusters; 0 without evidence
 * @param clusters that contributed anything
 * @see <a href="https://doi.org/10.1145/3219819.3219919">A. Deng, U. Knoblich, J. Lu, Applying the Delta Method in Metric Analytics,
 *     KDD 2018, section 3: clustered randomisation</a>
 */
public record RatioSample(double part, double whole, int clusters, double standardError) {

    /** Clusters without a whole say nothing and count for nothing. */
    public static RatioSample of(Collection<Cluster> all) {
        var told = all.stream().filter(cluster -> cluster.whole() > 0).toList();
        var part = told.stream().mapToDouble(Cluster::part).sum();
        var whole = told.stream().mapToDouble(Cluster::whole).sum();
        if (told.size() < 2) {
            return new RatioSample(part, whole, told.size(), Double.POSITIVE_INFINITY);
        }
        var estimate = part / whole;
        var squares = 0.0;
        for (var cluster : told) {
            var residual = cluster.part() - estimate * cluster.whole();
            squares += residual * residual;
        }
        var between = squares * told.size() / (told.size() - 1) / (whole * whole);
        return new RatioSample(part, whole, told.size(), Math.sqrt(Math.max(between, independent(part, whole))));
    }

    /** The variance of a share of independent answers, half an answer added to both sides: nobody is ever always right. */
    private static double independent(double part, double whole) {
        var smoothed = (part + 0.5) / (whole + 1);
        return smoothed * (1 - smoothed) / whole;
    }

    /** 0…1; NaN without evidence. */
    public double estimate() {
        return part / whole;
    }

    /** By how much the clusters' kinship inflates the variance; 1 for independent answers. */
    public double designEffect() {
        return standardError * standardError / independent(part, whole);
    }
}
