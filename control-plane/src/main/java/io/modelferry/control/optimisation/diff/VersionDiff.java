package io.modelferry.control.optimisation.diff;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.modelferry.control.registry.diff.FileDiff;
import io.modelferry.control.registry.lineage.VersionRef;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Two published versions, the old one first.
 *
 * @param accuracy of the published files, each on the acceptance set of its version
 * @param variants by name, those of the new version first
 */
public record VersionDiff(
        VersionRef from, VersionRef to, @JsonUnwrapped FileDiff file, Accuracy accuracy, List<VariantDiff> variants) {

    /**
     * @param before 0…1; null if it was not measured
     * @param sameSet whether both were measured on the same cases: only then do they compare
     */
    public record Accuracy(
            @Nullable Double before, @Nullable Double after, boolean sameSet) {}

    /** @param before null if the old version has no such variant */
    public record VariantDiff(
            String variant,
            @Nullable Offering before,
            @Nullable Offering after) {}

    /**
     * @param status as a variant's
     * @param reason why it is not offered; empty if it is
     */
    public record Offering(
            String status, long lengthBytes, @Nullable Double accuracy, String reason) {}
}
