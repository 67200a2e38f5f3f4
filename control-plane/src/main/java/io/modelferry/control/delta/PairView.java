package io.modelferry.control.delta;

import io.modelferry.protocol.ArtifactDigest;
import org.jspecify.annotations.Nullable;

/**
 * A pair as the API shows it, ready or not.
 *
 * @param status {@code PENDING}, {@code READY}, {@code NOT_OFFERED} or {@code FAILED}
 * @param reason why it is not offered; empty if it is
 * @param lengthBytes of the delta, also of one that is not offered; 0 while it is pending
 */
record PairView(
        ArtifactDigest base,
        ArtifactDigest target,
        String status,
        String reason,
        @Nullable ArtifactDigest delta,
        long lengthBytes,
        long targetBytes,
        long generateMillis,
        long applyMillis) {}
