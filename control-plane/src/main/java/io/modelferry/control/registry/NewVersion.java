package io.modelferry.control.registry;

import io.modelferry.optimizer.onnx.OnnxModel;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.VersionName;
import org.jspecify.annotations.Nullable;

/**
 * A version that passed inspection and is about to be published.
 *
 * @param publishedBy the operator's name
 */
record NewVersion(
        VersionName version,
        ArtifactDigest digest,
        OnnxModel inspected,
        @Nullable ArtifactDigest acceptance,
        @Nullable ArtifactDigest calibration,
        @Nullable VersionName floor,
        String notes,
        String publishedBy) {}
