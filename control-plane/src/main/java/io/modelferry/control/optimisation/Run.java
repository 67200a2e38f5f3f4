package io.modelferry.control.optimisation;

import io.modelferry.control.optimisation.OptimisationRuns.RunView;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;
import org.jspecify.annotations.Nullable;

/**
 * One variant of one version to be made.
 *
 * @param calibration the set that was named with the order; null: that of the version, if one is needed
 */
record Run(
        long id,
        ModelName model,
        VersionName version,
        String variant,
        @Nullable ArtifactDigest calibration) {

    static Run of(RunView view) {
        return new Run(view.id(), view.model(), view.version(), view.variant(), view.calibration());
    }

    boolean isAsPublished() {
        return variant.equals(Variants.AS_PUBLISHED);
    }

    @Override
    public String toString() {
        return model + "@" + version + " " + variant;
    }
}
