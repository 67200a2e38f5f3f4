package io.modelferry.protocol.trust;

import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Every model file that may run on a device. Signed by the targets key; a goal that names a digest outside it is refused, so
 * whoever can write goals can choose among signed models and never add one.
 *
 * @param version monotone; a device never accepts a lower one than it has seen
 * @param expires an expired list stops new activations, never a running model
 */
public record VersionList(long version, Instant issuedAt, Instant expires, List<SignedModel> models) {

    public static final String PAYLOAD_TYPE = "application/vnd.modelferry.version-list+json";

    public VersionList {
        models = List.copyOf(models);
    }

    public Optional<SignedModel> find(ArtifactDigest digest) {
        return models.stream().filter(model -> model.digest().equals(digest)).findFirst();
    }

    /**
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
    }

    /**
     * @param memoryBytes that loading and running it takes beside the file, null if unknown
     * @param providers execution providers of which one must be there, by ONNX Runtime's names; null is "any"
     */
    public record Needs(
            @Nullable Long memoryBytes, @Nullable List<String> providers) {

        public Needs {
            providers = providers == null ? null : List.copyOf(providers);
        }
    }

    /**
     * The set that a device runs before it serves a model.
     *
     * @param digest of the NPZ file: inputs by name, optional {@code labels}
     * @param minAccuracy share of right answers, 0…1; below it the model is not activated
     * @param tolerances largest |ours − expected| of any element, by execution provider, where the set holds expected outputs
     *     ({@code outputs/<name>}); the key {@code "*"} is every other provider; null: outputs are not compared
     * @param maxLatencyMillis median of a single run on this device; null: not judged
     */
    public record Acceptance(
            ArtifactDigest digest,
            long lengthBytes,
            double minAccuracy,
            @Nullable Map<String, Double> tolerances,
            @Nullable Double maxLatencyMillis) {

        /** Judged on labels alone. */
        public Acceptance(ArtifactDigest digest, long lengthBytes, double minAccuracy) {
            this(digest, lengthBytes, minAccuracy, null, null);
        }

        public Acceptance {
            tolerances = tolerances == null ? null : Map.copyOf(tolerances);
        }

        /** Longest acceptance set that devices fetch. */
        public static final long MAX_BYTES = 1 << 20;
    }
}
