package io.modelferry.control.registry.tombstone;

import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;
import java.time.Instant;
import java.util.Set;

/**
 * A version was deleted and is a tombstone now. Published in the transaction of the deletion.
 *
 * @param files that no other version has, the published one and its variants; their bytes go when garbage is collected
 * @param actor the operator's name
 */
public record VersionDeleted(
        ModelName model, VersionName version, Set<ArtifactDigest> files, String reason, String actor, Instant at) {

    public VersionDeleted {
        files = Set.copyOf(files);
    }
}
