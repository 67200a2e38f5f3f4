package io.modelferry.control.optimisation;

import io.modelferry.optimizer.acceptance.Measurement;
import io.modelferry.protocol.ArtifactDigest;
import org.jspecify.annotations.Nullable;

/**
 * A variant's file and what it did on the acceptance set.
 *
 * @param measurement null without an acceptance set
 */
record Proof(
        ArtifactDigest digest, long lengthBytes, @Nullable Measurement measurement) {

    @Nullable
    Double accuracy() {
        return measurement == null ? null : measurement.accuracy();
    }
}
