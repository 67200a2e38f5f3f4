package io.modelferry.control.incident;

import io.modelferry.control.optimisation.Variants;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** What a file is called. */
@Component
class Names {

    private final Variants variants;

    Names(Variants variants) {
        this.variants = variants;
    }

    /** Everything null for a file that was never published here, {@code digest} for no file at all. */
    record Named(
            @Nullable ArtifactDigest digest,
            @Nullable ModelName model,
            @Nullable VersionName version,
            @Nullable String variant) {}

    Named of(@Nullable ArtifactDigest digest) {
        if (digest == null) {
            return new Named(null, null, null, null);
        }
        return variants.byDigest(digest)
                .map(found -> new Named(digest, found.model(), found.version(), found.variant()))
                .orElseGet(() -> new Named(digest, null, null, null));
    }
}
