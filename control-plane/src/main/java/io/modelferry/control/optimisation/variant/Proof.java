package io.modelferry.control.optimisation.variant;

import io.modelferry.optimizer.acceptance.Comparison;
import io.modelferry.optimizer.acceptance.Measurement;
import io.modelferry.optimizer.worker.Message.Measured;
import org.jspecify.annotations.Nullable;

/**
 * How long a variant's file is and what was measured of it.
 *
 * @param measurement null without an acceptance set
 * @param comparison with the published file; null without an acceptance set
 * @param peakBytes that loading and running it takes; null if not measured
 */
public record Proof(
        long lengthBytes,
        @Nullable Measurement measurement,
        @Nullable Comparison comparison,
        @Nullable Long peakBytes) {

    /** The published file is its own measure. */
    public static Proof published(long lengthBytes, Measured measured) {
        var measurement = measured.measurement();
        var drop = measurement == null || measurement.accuracy() == null ? null : (Double) 0.0;
        var comparison = measurement == null ? null : new Comparison(drop, drop, 1, null, null);
        return new Proof(lengthBytes, measurement, comparison, measured.peakBytes());
    }

    public static Proof unmeasured(long lengthBytes) {
        return new Proof(lengthBytes, null, null, null);
    }

    /** As {@link io.modelferry.optimizer.acceptance.Proof#drop}; 0 if nothing was compared. */
    public double drop() {
        if (measurement == null || comparison == null) {
            return 0;
        }
        return measurement.finite() ? comparison.drop() : 1;
    }

    @Nullable
    public Double accuracy() {
        return measurement == null ? null : measurement.accuracy();
    }
}
