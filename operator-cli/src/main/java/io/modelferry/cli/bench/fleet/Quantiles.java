package io.modelferry.cli.bench.fleet;

import java.util.List;

/** Quantiles of what was measured, each a value that really occurred. */
final class Quantiles {

    private Quantiles() {}

    /** @param share 0…1 */
    static double of(double[] sorted, double share) {
        return sorted[(int) Math.max(0, Math.ceil(share * sorted.length) - 1)];
    }

    /** @param share 0…1 */
    static double of(List<Double> values, double share) {
        return of(values.stream().mapToDouble(Double::doubleValue).sorted().toArray(), share);
    }
}
