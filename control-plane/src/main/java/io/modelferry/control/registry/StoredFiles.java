package io.modelferry.control.registry;

import io.modelferry.protocol.ArtifactDigest;
import java.io.IOException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** The bytes that lie in the store, whoever put them there. */
public interface StoredFiles {

    /**
     * How many bytes lie in the store. Costs nothing: the figure is kept, counted when the store is opened and again by {@link #all}, which
     * makes good what a stranger put there or took away.
     */
    long bytes();

    /** Every artifact on the disk, in the order of the digests; uploads on their way are not among them. */
    List<StoredFile> all() throws IOException;

    /**
     * Removes those artifacts that are still old and still unneeded. Nobody can put or touch any between the question and the removal.
     *
     * @param before an artifact that was put or touched since then stays
     * @param needed of those that are old; asked once, last
     * @return those that were removed
     */
    Set<ArtifactDigest> remove(
            Collection<ArtifactDigest> digests,
            Instant before,
            Function<Set<ArtifactDigest>, Set<ArtifactDigest>> needed)
            throws IOException;

    /** @param usedAt when it was put here last, or somebody said that they are about to need it */
    record StoredFile(ArtifactDigest digest, long lengthBytes, Instant usedAt) {}
}
