package io.modelferry.control.registry;

import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What other rooms may ask about published versions. */
public interface Versions {

    List<ModelView> models();

    /** Newest first; empty for an unknown model. */
    List<VersionView> of(ModelName model);

    Optional<VersionView> find(ModelName model, VersionName version);

    /** The version published directly before this one in the same model, if any. */
    Optional<VersionView> before(ModelName model, VersionName version);

    record ModelView(ModelName name, int versions, VersionName latest, Instant publishedAt) {}

    /**
     * @param weightBytes bytes of initializers by dtype, for example {@code FLOAT → 1048576}
     * @param acceptance what every variant must pass; null if the publisher named none
     * @param calibration what activations are measured on; null likewise
     * @param floor published with it: no version below that one is activated again; null for none
     * @param belowFloor devices refuse it
     * @param publishedBy the operator's name
     */
    record VersionView(
            ModelName model,
            VersionName version,
            ArtifactDigest digest,
            long lengthBytes,
            int opset,
            List<TensorSpec> inputs,
            List<TensorSpec> outputs,
            Map<String, Long> weightBytes,
            @Nullable ArtifactDigest acceptance,
            @Nullable ArtifactDigest calibration,
            long releaseCounter,
            @Nullable VersionName floor,
            boolean belowFloor,
            String notes,
            String publishedBy,
            Instant publishedAt) {}

    /** @param shape for example {@code [batch, 1, 16, 16]}; symbolic dimensions by name */
    record TensorSpec(String name, String dtype, List<String> shape) {

        /** Whether a dimension of a shape has a length; else it is a name, or unknown, and takes any. */
        public static boolean isLength(String dimension) {
            return dimension.matches("-?[0-9]+");
        }
    }
}
