package io.modelferry.control.rollout.gate;

import io.modelferry.control.rollout.plan.GateRule;
import io.modelferry.control.rollout.plan.OnFailure;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.DeviceId;
import io.modelferry.protocol.ModelName;
import io.modelferry.statistics.AccuracyDrop;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The port through which rollouts ask what the field says. Another room gathers the evidence. */
public interface Judge {

    Judgement judge(Question question);

    /** The same for several questions about the same arms, in their order; who can reads the arms once. */
    default List<Judgement> judgeAll(List<Question> questions) {
        return questions.stream().map(this::judge).toList();
    }

    /**
     * Does the treatment keep the rule, compared with the concurrent control?
     *
     * @param control empty where nobody is left; only rules that need none can then be judged
     * @param since both arms are compared over the same time
     * @param alpha the chance, over the stage's whole life, that this answer is wrong; for a rule that is tested
     */
    record Question(
            String rollout,
            ModelName model,
            Arm treatment,
            Arm control,
            Instant since,
            GateRule.Measured rule,
            double alpha) {

        /**
         * Is the treatment's labelled accuracy lower by more than the margin? The only question, so it has the whole chance of error.
         *
         * @param maxDrop tolerated drop in accuracy, 0…1
         * @param minSamples labelled inferences that each arm must have
         */
        public Question(
                String rollout,
                ModelName model,
                Arm treatment,
                Arm control,
                Instant since,
                double maxDrop,
                long minSamples) {
            this(
                    rollout,
                    model,
                    treatment,
                    control,
                    since,
                    new GateRule.AccuracyDrop(maxDrop, minSamples, false, OnFailure.ROLL_BACK),
                    AccuracyDrop.ALPHA);
        }
    }

    /** Devices and the digests that count as this arm's. */
    record Arm(Set<ArtifactDigest> digests, Set<DeviceId> devices) {

        public static final Arm NOBODY = new Arm(Set.of(), Set.of());

        public Arm {
            digests = Set.copyOf(digests);
            devices = Set.copyOf(devices);
        }
    }

    /** The numbers behind a judgement of accuracy, for people. */
    record Comparison(
            long treatmentLabelled,
            double treatmentAccuracy,
            long controlLabelled,
            double controlAccuracy,
            double drop,
            double lowerBound,
            double upperBound) {}

    /**
     * The numbers behind any judgement, for machines.
     *
     * @param metric {@code accuracy}, {@code error-rate}, {@code latency-p95-micros} or {@code drift-psi}
     * @param treatmentCount answers that were counted
     * @param treatment the metric; null for drift, which has none of one arm
     * @param controlCount 0 without a control
     * @param effect in the direction of worse, in the unit of the rule's limit: a drop, a rate or its rise, a ratio, an index
     * @param lower the truth is not below it
     * @param upper the truth is not above it; null, as {@code lower}, where nothing can be said yet
     */
    record Numbers(
            String metric,
            long treatmentCount,
            @Nullable Double treatment,
            long controlCount,
            @Nullable Double control,
            @Nullable Double effect,
            @Nullable Double lower,
            @Nullable Double upper) {}

    /** The answer. There is no fourth: what cannot be told is {@link CannotTell}, and brakes fail closed. */
    sealed interface Judgement {

        /** Null for rules about anything but accuracy. */
        @Nullable
        Comparison comparison();

        String summary();

        @Nullable
        Numbers numbers();

        /** The rule is kept: for accuracy, the drop is within the margin. */
        record Passed(
                @Nullable Comparison comparison,
                String summary,
                @Nullable Numbers numbers) implements Judgement {

            public Passed(Comparison comparison, String summary) {
                this(comparison, summary, null);
            }
        }

        /** The rule is broken: for accuracy, the drop is beyond the margin. */
        record Worse(
                @Nullable Comparison comparison,
                String summary,
                @Nullable Numbers numbers) implements Judgement {

            public Worse(Comparison comparison, String summary) {
                this(comparison, summary, null);
            }
        }

        /**
         * Not enough evidence yet, or none at all.
         *
         * @param comparison what there is so far; null without labels in an arm
         */
        record CannotTell(
                @Nullable Comparison comparison,
                String summary,
                @Nullable Numbers numbers) implements Judgement {

            public CannotTell(@Nullable Comparison comparison, String summary) {
                this(comparison, summary, null);
            }
        }
    }
}
