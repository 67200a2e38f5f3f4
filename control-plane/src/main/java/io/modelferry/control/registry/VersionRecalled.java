package io.modelferry.control.registry;

import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;
import java.time.Instant;
import java.util.Set;

/**
 * A version must not run any more. Published in the transaction of the recall.
 *
 * @param files every signed file of the version, the published one and its variants
 * @param actor the operator's name
 */
public record VersionRecalled(
        ModelName model, VersionName version, Set<ArtifactDigest> files, String reason, String actor, Instant at) {

    public VersionRecalled {
        files = Set.copyOf(files);
    }
}
