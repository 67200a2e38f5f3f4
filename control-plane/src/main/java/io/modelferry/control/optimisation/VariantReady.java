package io.modelferry.control.optimisation;

import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;

/** A variant was made, measured and signed into the list of versions. */
public record VariantReady(
        ModelName model, VersionName version, String variant, ArtifactDigest digest, long lengthBytes) {}
