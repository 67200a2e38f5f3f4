package io.modelferry.control.optimisation;

import io.modelferry.optimizer.acceptance.Measurement;
import org.jspecify.annotations.Nullable;

/**
 * How long a variant's file is and what it did on the acceptance set.
 *
 * @param measurement null without an acceptance set
 */
record Proof(long lengthBytes, @Nullable Measurement measurement) {

    @Nullable
    Double accuracy() {
        return measurement == null ? null : measurement.accuracy();
    }
}
