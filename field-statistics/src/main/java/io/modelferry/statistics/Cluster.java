package io.modelferry.statistics;

/**
 * One unit's totals, for example correct and labelled answers of a device, or of a site. Units are independent of each other; what
 * happens within one need not be.
 *
 * @param sum finite
 * @param weight finite, 0 or more; a count wherever {@code sum} is one
 */
public record Cluster(double sum, double weight) {

    public Cluster {
        if (!Double.isFinite(sum) || !Double.isFinite(weight) || weight < 0) {
            throw new IllegalArgumentException("a unit's totals cannot be " + sum + " of " + weight);
        }
    }

    boolean isShare() {
        return 0 <= sum && sum <= weight;
    }
}
