package io.modelferry.control.rollout;

import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.DeviceId;
import java.time.Instant;
import java.util.Optional;

/** Which rollout gave a device a file. */
public interface Givers {

    /**
     * @param until nothing that was assigned later counts
     * @return the latest; empty if no rollout did, which is so for a file that was there before
     */
    Optional<RolloutId> gave(DeviceId device, ArtifactDigest digest, Instant until);
}
