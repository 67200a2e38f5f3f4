package io.modelferry.control.optimisation;

import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What other rooms may ask about variants. */
public interface Variants {

    /** The name of the published file among its variants. */
    String AS_PUBLISHED = "fp32";

    /** Every variant of a version, also those that are not offered. */
    List<VariantView> of(ModelName model, VersionName version);

    /** The variant whose file this is, also one that was withdrawn: devices may still have it. */
    Optional<VariantView> byDigest(ArtifactDigest digest);

    /** Whether every recipe of the version has ended, offered or not. */
    boolean settled(ModelName model, VersionName version);

    /** Which variant a device of this class gets, and why every other was not taken; empty if none fits. */
    Optional<Choice> choose(ModelName model, VersionName version, String deviceClass);

    /**
     * What each class of devices that the settings know gets, and why; last, under an empty name, any other. Says also where the
     * field breaks the class's limit: that changes no choice, because a rollout does not change its mind half way.
     */
    List<ClassChoice> classes(ModelName model, VersionName version);

    /**
     * How quick each variant is and what it takes: one figure for each class whose devices told enough, and one of this machine
     * where that leaves a class without.
     */
    List<Figure> figures(ModelName model, VersionName version);

    /**
     * @param variant {@code fp32} (as published), or what its technique calls it, for example {@code int8-dynamic}
     * @param digest of the file; null unless it is or was offered, or waits for a signature
     * @param accuracy on the acceptance set, 0…1; null without labels
     * @param accuracyDrop against the published file; null without labels
     * @param worstClassDrop of the class that lost most; null without labels
     * @param agreement share of cases with the published file's answer, 0…1
     * @param outputCosine mean cosine of its outputs and the published file's; null if they are labels
     * @param latencyP50Micros one input, on the control plane's own CPU
     * @param peakBytes that loading and running it takes, on the control plane's own CPU
     * @param tool who made the file, with its version; empty for the published one
     * @param status {@code RUNNING}, {@code AWAITING_SIGNATURE}, {@code OFFERED}, {@code WITHDRAWN}, {@code NOT_OFFERED} or
     *     {@code FAILED}
     * @param reason why it is not offered, or what it waits for; empty if it is offered
     */
    record VariantView(
            ModelName model,
            VersionName version,
            String variant,
            @Nullable ArtifactDigest digest,
            long lengthBytes,
            @Nullable Double accuracy,
            @Nullable Double accuracyDrop,
            @Nullable Double worstClassDrop,
            @Nullable Double agreement,
            @Nullable Double outputCosine,
            @Nullable Long latencyP50Micros,
            @Nullable Long latencyP95Micros,
            @Nullable Long peakBytes,
            String tool,
            String status,
            String reason) {

        public VariantView because(String other) {
            return new VariantView(
                    model,
                    version,
                    variant,
                    digest,
                    lengthBytes,
                    accuracy,
                    accuracyDrop,
                    worstClassDrop,
                    agreement,
                    outputCosine,
                    latencyP50Micros,
                    latencyP95Micros,
                    peakBytes,
                    tool,
                    status,
                    other);
        }
    }

    /**
     * @param deviceClass whose devices told it; empty for what was measured here
     * @param devices how many told; 0 for what was measured here
     * @param latencyP50Micros of one input; null if not measured
     * @param memoryBytes here, what loading and running the variant takes; in the field, the agent as a whole, as {@link
     *     FieldMeasures.FieldMeasure#residentBytes} says
     */
    record Figure(
            String variant,
            String deviceClass,
            int devices,
            @Nullable Long latencyP50Micros,
            @Nullable Long latencyP95Micros,
            @Nullable Long memoryBytes) {

        /** For people. */
        public String measured() {
            return devices == 0 ? "here" : "field, %d devices of %s".formatted(devices, deviceClass);
        }
    }

    /** @param reasons one line for each variant: taken or rejected, and why */
    record Choice(VariantView variant, List<String> reasons) {}

    /**
     * @param deviceClass empty for every class that the settings do not know
     * @param variant its name; null if the class gets none
     * @param reasons as in {@link Choice}
     */
    record ClassChoice(String deviceClass, @Nullable String variant, List<String> reasons) {}
}
