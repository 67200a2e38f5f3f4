package io.modelferry.protocol.trust;

import io.modelferry.protocol.ArtifactDigest;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Every model file that may run on a device. Signed by the targets key; a goal that names a digest outside it is refused, so
 * whoever can write goals can choose among signed models and never add one.
 *
 * @param version monotone; a device never accepts a lower one than it has seen
 * @param expires an expired list stops new activations, never a running model
 */
public record VersionList(long version, Instant issuedAt, Instant expires, List<SignedModel> models) {

    public static final String PAYLOAD_TYPE = "application/vnd.modelferry.version-list+json";

    public VersionList {
        models = List.copyOf(models);
    }

    public Optional<SignedModel> find(ArtifactDigest digest) {
        return models.stream().filter(model -> model.digest().equals(digest)).findFirst();
    }
}
