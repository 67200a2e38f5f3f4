package io.modelferry.delta.plan;

import io.modelferry.delta.Sha256;
import java.time.Duration;

/**
 * A delta that exists.
 *
 * @param bytes     of the delta
 * @param applyTime on such a device
 */
public record Hop(Sha256 base, Sha256 target, long bytes, Duration applyTime) {

    public Hop {
        if (bytes < 0 || applyTime.isNegative()) {
            throw new IllegalArgumentException("a delta of " + bytes + " bytes, applied in " + applyTime);
        }
    }
}
