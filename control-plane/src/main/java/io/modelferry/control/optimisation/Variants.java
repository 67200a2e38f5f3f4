package io.modelferry.control.optimisation;

import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What other rooms may ask about variants. */
public interface Variants {

    /** Every variant of a version, also those that are not offered. */
    List<VariantView> of(ModelName model, VersionName version);

    /** The variant whose file this is. */
    Optional<VariantView> byDigest(ArtifactDigest digest);

    /** Whether every recipe of the version has ended, offered or not. */
    boolean settled(ModelName model, VersionName version);

    /** Which variant a device of this class gets, and why every other was not taken; empty if none fits. */
    Optional<Choice> choose(ModelName model, VersionName version, String deviceClass);

    /**
     * @param variant {@code fp32} (as published) or {@code int8-dynamic}
     * @param digest of the file; null unless it is offered
     * @param accuracy on the acceptance set, 0…1; null without labels
     * @param accuracyDrop against the published file; null without labels
     * @param latencyP50Micros one input, on the control plane's own CPU
     * @param status {@code RUNNING}, {@code OFFERED}, {@code NOT_OFFERED} or {@code FAILED}
     * @param reason why it is not offered; empty if it is
     */
    record VariantView(
            ModelName model,
            VersionName version,
            String variant,
            @Nullable ArtifactDigest digest,
            long lengthBytes,
            @Nullable Double accuracy,
            @Nullable Double accuracyDrop,
            @Nullable Long latencyP50Micros,
            @Nullable Long latencyP95Micros,
            String status,
            String reason) {}

    /** @param reasons one line for each variant: taken or rejected, and why */
    record Choice(VariantView variant, List<String> reasons) {}
}
