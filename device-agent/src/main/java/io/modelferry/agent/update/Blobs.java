package io.modelferry.agent.update;

import io.modelferry.protocol.ArtifactDigest;
import java.util.Set;

/** The device's files by content. A file that stands under a digest was proven when it came in and is durable. */
public interface Blobs {

    /** Whether the file is here and, hashed again now, still is what it was. A rotten one is removed. */
    boolean holdsIntact(ArtifactDigest digest) throws UpdateFailure;

    /**
     * Makes {@code target} from {@code base} and {@code delta}; durable and proven on return, nothing left on failure.
     *
     * @throws UpdateFailure BASE_MISMATCH, DELTA_MALFORMED, RESULT_MISMATCH, DISK_LOW, STORAGE_FAILED, or INTERRUPTED when
     *     {@code cancellation} was requested meanwhile
     */
    void patch(
            ArtifactDigest base,
            ArtifactDigest delta,
            ArtifactDigest target,
            long targetBytes,
            Cancellation cancellation)
            throws UpdateFailure;

    /** Removes every other file, finished or partial. */
    void keepOnly(Set<ArtifactDigest> kept);
}
