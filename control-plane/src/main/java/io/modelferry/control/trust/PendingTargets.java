package io.modelferry.control.trust;

import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;
import io.modelferry.protocol.trust.SignedModel;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What people are asked to sign.
 *
 * @param needed false if no targets wait: the document is then only a later one than that in effect
 * @param reasons why it is needed, for people
 * @param version of the document
 * @param document base64, with the signatures that it has so far; what is signed is the canonical form of its {@code signed}
 * @param models that wait for it: not signed yet, or with a lower floor
 * @param root that waits for signatures, with those that it has; null if none does
 * @param rootTargets that take effect with it, likewise
 * @param signing who has signed what waits, and who has not
 */
record PendingTargets(
        boolean needed,
        List<String> reasons,
        long version,
        Instant expires,
        byte[] document,
        List<Waiting> models,
        byte @Nullable [] root,
        byte @Nullable [] rootTargets,
        List<Signing> signing) {

    /** @param minCounter the floor that it brings: no release of the model below that is believed any more; 0 is none */
    record Waiting(
            ModelName model,
            VersionName version,
            String variant,
            ArtifactDigest digest,
            long lengthBytes,
            long minCounter) {

        static Waiting of(SignedModel model) {
            return new Waiting(
                    model.model(),
                    model.version(),
                    model.variant(),
                    model.digest(),
                    model.lengthBytes(),
                    model.minCounter());
        }
    }
}
