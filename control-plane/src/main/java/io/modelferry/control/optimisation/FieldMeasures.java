package io.modelferry.control.optimisation;

import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.ModelName;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The port through which variants learn how quick they are in the field. Another room keeps it. */
public interface FieldMeasures {

    /** What devices lately told of each of the files, by device class; a class that told nothing of a file is left out. */
    List<FieldMeasure> of(ModelName model, Set<ArtifactDigest> files);

    /**
     * @param devices how many told
     * @param inferences that they told of, together
     * @param latencyP50Micros of one inference, over all of them
     * @param residentBytes of the agent as a whole, all its models included: of each device the most it told, of those the
     *     95th percentile; null if none told
     */
    record FieldMeasure(
            ArtifactDigest file,
            String deviceClass,
            int devices,
            long inferences,
            long latencyP50Micros,
            long latencyP95Micros,
            @Nullable Long residentBytes) {

        /** So many that one odd device does not speak for its class. */
        public static final int ENOUGH_DEVICES = 3;

        /** So many that the 95th percentile has fifty above it. */
        public static final int ENOUGH_INFERENCES = 1_000;

        /** Whether it may take the place of what was measured here. */
        public boolean isEnough() {
            return devices >= ENOUGH_DEVICES && inferences >= ENOUGH_INFERENCES;
        }
    }
}
