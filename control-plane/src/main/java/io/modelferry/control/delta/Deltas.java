package io.modelferry.control.delta;

import io.modelferry.protocol.ArtifactDigest;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What other rooms may ask about deltas. */
public interface Deltas {

    /** Ready deltas that end at {@code target}. */
    List<DeltaView> to(ArtifactDigest target);

    Optional<DeltaView> between(ArtifactDigest base, ArtifactDigest target);

    /** The delta file by its own digest. */
    Optional<DeltaView> byDigest(ArtifactDigest delta);

    /** Whether no delta that ends at {@code target} is still being computed. */
    boolean settled(ArtifactDigest target);

    /** One line for each tensor or section of a ready delta. */
    List<TensorDelta> tensors(ArtifactDigest delta);

    record DeltaView(
            ArtifactDigest base,
            ArtifactDigest target,
            ArtifactDigest delta,
            long lengthBytes,
            long targetBytes,
            Duration generateTime,
            Duration applyTime) {}

    record TensorDelta(String name, String dtype, String codec, long rawBytes, long deltaBytes, String reason) {}
}
