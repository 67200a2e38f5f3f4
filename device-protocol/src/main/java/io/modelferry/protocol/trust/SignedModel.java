package io.modelferry.protocol.trust;

import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;
import org.jspecify.annotations.Nullable;

/**
 * A model file that may run on a device, as its publisher signed it: a {@link ModelTarget}.
 *
 * @param releaseCounter monotone along the model's line
 * @param minCounter releases below it may no longer be activated: how far back a rollback may go
 * @param opset of the default ONNX domain
 * @param acceptance null if the publisher gave no acceptance set
 * @param needs what a device must offer; null is "nothing beyond the runtime"
 */
public record SignedModel(
        ModelName model,
        VersionName version,
        String variant,
        ArtifactDigest digest,
        long lengthBytes,
        long releaseCounter,
        long minCounter,
        int opset,
        @Nullable Acceptance acceptance,
        @Nullable Needs needs) {

    /** Without needs. */
    public SignedModel(
            ModelName model,
            VersionName version,
            String variant,
            ArtifactDigest digest,
            long lengthBytes,
            long releaseCounter,
            long minCounter,
            int opset,
            @Nullable Acceptance acceptance) {
        this(model, version, variant, digest, lengthBytes, releaseCounter, minCounter, opset, acceptance, null);
    }

    /** The same with another floor. */
    public SignedModel withFloor(long counter) {
        return new SignedModel(
                model, version, variant, digest, lengthBytes, releaseCounter, counter, opset, acceptance, needs);
    }
}
