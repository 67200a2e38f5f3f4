package io.modelferry.control.registry;

import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;
import org.jspecify.annotations.Nullable;

/**
 * A version was published; its row is committed when listeners after commit hear of it.
 *
 * @param digest of the file as published
 * @param acceptance digest of the NPZ acceptance set, if one was named
 * @param calibration digest of the NPZ calibration set, likewise
 */
public record ModelPublished(
        ModelName model,
        VersionName version,
        ArtifactDigest digest,
        long lengthBytes,
        int opset,
        @Nullable ArtifactDigest acceptance,
        @Nullable ArtifactDigest calibration) {}
