package io.modelferry.control.rollout;

import io.modelferry.control.optimisation.Variants.VariantView;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.VersionName;

/** The file of a model that a device should run. */
record Wanted(VersionName version, String variant, ArtifactDigest digest, long lengthBytes) {

    /** @throws IllegalStateException for a variant without a file */
    static Wanted of(VariantView view) {
        var digest = view.digest();
        if (digest == null) {
            throw new IllegalStateException(view.variant() + " of " + view.version() + " has no file");
        }
        return new Wanted(view.version(), view.variant(), digest, view.lengthBytes());
    }
}
