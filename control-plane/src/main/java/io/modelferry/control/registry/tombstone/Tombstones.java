package io.modelferry.control.registry.tombstone;

import io.modelferry.control.platform.Refusal;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.http.HttpStatus;

/** Versions that were deleted: who, when, why, and what their bytes were. */
public interface Tombstones {

    Optional<Tombstone> find(ModelName model, VersionName version);

    /** Newest first. */
    List<Tombstone> of(ModelName model);

    /**
     * @param digest of the published file, whose bytes are gone or will go
     * @param deletedBy the operator's name
     */
    record Tombstone(
            ModelName model,
            VersionName version,
            ArtifactDigest digest,
            long lengthBytes,
            long releaseCounter,
            Instant publishedAt,
            String publishedBy,
            Instant deletedAt,
            String deletedBy,
            String reason) {

        /** {@code version-deleted}, in words and as the member {@code tombstone}. */
        public Refusal refusal(HttpStatus status) {
            return new Refusal(
                    status,
                    "version-deleted",
                    "%s@%s was deleted by %s at %s: %s. Its name is not given again."
                            .formatted(model, version, deletedBy, deletedAt, reason),
                    Map.of("tombstone", this));
        }
    }
}
