package io.modelferry.protocol.trust;

import io.modelferry.protocol.ArtifactDigest;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The set that a device runs before it serves a model.
 *
 * @param digest of the NPZ file: inputs by name, optional {@code labels}
 * @param minAccuracy share of right answers, 0…1; below it the model is not activated
 * @param tolerances largest |ours − expected| of any element, by execution provider, where the set holds expected outputs
 *     ({@code outputs/<name>}); the key {@code "*"} is every other provider; null: outputs are not compared
 * @param maxLatencyMillis median of a single run on this device; null: not judged
 */
public record Acceptance(
        ArtifactDigest digest,
        long lengthBytes,
        double minAccuracy,
        @Nullable Map<String, Double> tolerances,
        @Nullable Double maxLatencyMillis) {

    /** Longest acceptance set that devices fetch. */
    public static final long MAX_BYTES = 1 << 20;

    public Acceptance {
        tolerances = tolerances == null ? null : Map.copyOf(tolerances);
    }

    /** Judged on labels alone. */
    public Acceptance(ArtifactDigest digest, long lengthBytes, double minAccuracy) {
        this(digest, lengthBytes, minAccuracy, null, null);
    }
}
