package io.modelferry.control.rollout;

import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.DeviceId;
import io.modelferry.protocol.ModelName;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The port through which rollouts ask what the field says. Another room gathers the evidence. */
public interface Judge {

    Judgement judge(Question question);

    /**
     * Is the treatment's labelled accuracy lower than that of the concurrent control by more than the margin?
     *
     * @param since both arms are compared over the same time
     * @param maxDrop tolerated drop in accuracy, 0…1
     * @param minSamples labelled inferences that each arm must have
     */
    record Question(
            String rollout,
            ModelName model,
            Arm treatment,
            Arm control,
            Instant since,
            double maxDrop,
            long minSamples) {}

    /** Devices and the digests that count as this arm's. */
    record Arm(Set<ArtifactDigest> digests, Set<DeviceId> devices) {

        public Arm {
            digests = Set.copyOf(digests);
            devices = Set.copyOf(devices);
        }
    }

    /** The numbers behind a judgement, for people. */
    record Comparison(
            long treatmentLabelled,
            double treatmentAccuracy,
            long controlLabelled,
            double controlAccuracy,
            double drop,
            double lowerBound,
            double upperBound) {}

    /** The answer. There is no fourth: what cannot be told is {@link CannotTell}, and brakes fail closed. */
    sealed interface Judgement {

        @Nullable
        Comparison comparison();

        String summary();

        /** The drop is within the margin. */
        record Passed(Comparison comparison, String summary) implements Judgement {}

        /** The drop is beyond the margin. */
        record Worse(Comparison comparison, String summary) implements Judgement {}

        /**
         * Not enough evidence yet, or none at all.
         *
         * @param comparison what there is so far; null without labels in an arm
         */
        record CannotTell(@Nullable Comparison comparison, String summary) implements Judgement {}
    }
}
