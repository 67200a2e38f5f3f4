package io.modelferry.control.registry;

import io.modelferry.control.registry.Versions.VersionView;
import io.modelferry.protocol.ArtifactDigest;

/** Typical inputs that were uploaded to measure activations with. Their bytes are artifacts; no device fetches them. */
public interface CalibrationSets {

    /**
     * @throws io.modelferry.control.platform.Refusal 422 {@code calibration-set-not-found}, or {@code
     *     calibration-does-not-fit} with the name of the tensor that is missing or has another type or shape
     */
    void requireFits(ArtifactDigest set, VersionView version);
}
