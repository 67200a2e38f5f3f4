package io.modelferry.control.trust;

import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;
import io.modelferry.protocol.trust.SignedModel;
import java.time.Instant;
import java.util.List;

/**
 * What people are asked to sign.
 *
 * @param needed false if nothing waits: the document is then only a later one than that in effect
 * @param reasons why it is needed, for people
 * @param version of the document
 * @param document without signatures, base64; what is signed is the canonical form of its {@code signed}
 * @param models that wait for it
 */
record PendingTargets(
        boolean needed, List<String> reasons, long version, Instant expires, byte[] document, List<Waiting> models) {

    record Waiting(ModelName model, VersionName version, String variant, ArtifactDigest digest, long lengthBytes) {

        static Waiting of(SignedModel model) {
            return new Waiting(model.model(), model.version(), model.variant(), model.digest(), model.lengthBytes());
        }
    }
}
