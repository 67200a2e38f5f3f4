package io.modelferry.statistics;

/** Values in order, of one cluster or of many together; a sketch will do. */
public interface Ranked {

    double count();

    /** How many values lie above {@code threshold}. */
    double above(double threshold);

    /** @param quantile 0…1; of a non-empty collection */
    double valueAt(double quantile);

    /** By how much {@link #valueAt} may be off, as a share of the value; 0 for exact ranks. */
    double relativeError();
}
