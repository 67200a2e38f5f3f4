package io.modelferry.statistics;

/** Values in order, of one cluster or of many together; a sketch will do. */
public interface Ranked {

    double count();

    /** @param quantile 0…1, of a non-empty collection; rising in it */
    double valueAt(double quantile);

    /** By how much {@link #valueAt} may be off, as a share of the value, 0…1; 0 for exact ranks. */
    default double relativeError() {
        return 0;
    }

    /** How many values lie above {@code threshold}, found by halving; one who can count them does so. */
    default double above(double threshold) {
        if (count() == 0 || valueAt(0) > threshold) {
            return count();
        }
        if (valueAt(1) <= threshold) {
            return 0;
        }
        var within = 0.0;
        var beyond = 1.0;
        for (var step = 0; step < 40; step++) {
            var middle = (within + beyond) / 2;
            if (valueAt(middle) > threshold) {
                beyond = middle;
            } else {
                within = middle;
            }
        }
        return count() * (1 - within);
    }
}
