package io.modelferry.protocol.report;

import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.ModelName;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a device is and runs, by attested digest: the agent hashed the file it loaded. Retained; sent on connect and on
 * change.
 *
 * @param generation of the last goal accepted, 0 before the first
 */
public record Reported(
        UUID boot, Instant at, String agentVersion, DeviceFacts facts, long generation, List<RunningModel> models) {

    public Reported {
        models = List.copyOf(models);
    }

    /**
     * @param running digest that answers inferences now; null without a model
     * @param previous digest a rollback would flip to; null if none is kept
     * @param quarantined digests this device will not load again
     */
    public record RunningModel(
            ModelName model,
            @Nullable ArtifactDigest running,
            @Nullable ArtifactDigest previous,
            List<ArtifactDigest> quarantined) {

        public RunningModel {
            quarantined = List.copyOf(quarantined);
        }
    }

    /**
     * What the machine offers, found by the agent itself.
     *
     * @param providers execution providers that ONNX Runtime really offers here
     * @param cpuFeatures instruction sets that matter to models, for example {@code avx2}, {@code avx512_vnni}, {@code
     *     asimddp}; null from an agent that does not look
     * @param newestOpset of the default ONNX domain that the runtime loads; null from an agent that does not say
     * @param attributes what the device's owner set on the agent, name → value, at most {@value #MOST_ATTRIBUTES}; null from an
     *     agent that knows none
     */
    public record DeviceFacts(
            String os,
            String architecture,
            int cores,
            long memoryBytes,
            String runtimeVersion,
            List<String> providers,
            @Nullable List<String> cpuFeatures,
            @Nullable Integer newestOpset,
            @Nullable Map<String, String> attributes) {

        /** More attributes than this are not reported. */
        public static final int MOST_ATTRIBUTES = 32;

        public DeviceFacts {
            providers = List.copyOf(providers);
            cpuFeatures = cpuFeatures == null ? null : List.copyOf(cpuFeatures);
            attributes = attributes == null ? null : Map.copyOf(attributes);
        }

        public DeviceFacts(
                String os,
                String architecture,
                int cores,
                long memoryBytes,
                String runtimeVersion,
                List<String> providers) {
            this(os, architecture, cores, memoryBytes, runtimeVersion, providers, null, null, null);
        }
    }
}
