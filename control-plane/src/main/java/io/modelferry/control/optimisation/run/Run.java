package io.modelferry.control.optimisation.run;

import io.modelferry.control.optimisation.OptimisationRuns.RunView;
import io.modelferry.control.optimisation.Variants;
import io.modelferry.optimizer.calibrate.RangeMethod;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * One variant of one version to be made.
 *
 * @param calibration the set that was named with the order; null: that of the version, if one is needed
 * @param percentile of the values that codes reach, if they are measured; null: all
 * @param exclude names of nodes that stay as they are
 * @param excludeOperators kinds of nodes that do
 */
public record Run(
        long id,
        ModelName model,
        VersionName version,
        String variant,
        @Nullable ArtifactDigest calibration,
        @Nullable Double percentile,
        SortedSet<String> exclude,
        SortedSet<String> excludeOperators) {

    public static Run of(RunView view) {
        return new Run(
                view.id(),
                view.model(),
                view.version(),
                view.variant(),
                view.calibration(),
                view.percentile(),
                sorted(view.exclude()),
                sorted(view.excludeOperators()));
    }

    /** How ranges are measured. */
    public RangeMethod ranges() {
        return percentile == null ? new RangeMethod.MinMax() : new RangeMethod.Percentile(percentile);
    }

    public boolean isAsPublished() {
        return variant.equals(Variants.AS_PUBLISHED);
    }

    @Override
    public String toString() {
        return model + "@" + version + " " + variant;
    }

    private static SortedSet<String> sorted(List<String> names) {
        return Collections.unmodifiableSortedSet(new TreeSet<>(names));
    }
}
