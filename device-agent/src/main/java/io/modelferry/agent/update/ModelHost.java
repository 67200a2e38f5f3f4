package io.modelferry.agent.update;

import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.goal.Shadow;
import io.modelferry.protocol.report.FailureCode;
import io.modelferry.protocol.report.UpdateEvent.AcceptanceResult;
import io.modelferry.protocol.trust.Acceptance;
import io.modelferry.protocol.trust.SignedModel;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What runs models. A swap drops no request; what is replaced is closed when its last request is answered. */
public interface ModelHost {

    /** @param signed what the publisher says of the file; its acceptance set, if it names one, is in {@link Blobs} */
    record Candidate(ModelName model, SignedModel signed, Cancellation cancellation) {

        public ArtifactDigest digest() {
            return signed.digest();
        }

        public @Nullable Acceptance acceptance() {
            return signed.acceptance();
        }
    }

    /**
     * What a model has done since it began to serve.
     *
     * @param inferences answered with a result
     * @param errors answered with an error of the model or the runtime, or with a result that is no number
     * @param p95Micros of the session run, 0 without inferences
     * @param classified inferences of which a class was read
     * @param mostFrequent how many of those gave the most frequent class
     * @param labelled inferences whose true class came back
     * @param correct how many of those were right
     */
    record Health(
            long inferences,
            long errors,
            long p95Micros,
            long classified,
            long mostFrequent,
            long labelled,
            long correct) {

        public static final Health NONE = new Health(0, 0);

        /** Counts alone. */
        public Health(long inferences, long errors) {
            this(inferences, errors, 0, 0, 0, 0, 0);
        }

        double sameAnswerShare() {
            return classified == 0 ? 0 : (double) mostFrequent / classified;
        }
    }

    /**
     * What the swap cost.
     *
     * @param loadMicros from the file to a session that could answer
     * @param pauseMicros in which nobody answered: 0 unless two sessions would not have fitted in memory
     * @param provider execution provider that runs it, by ONNX Runtime's name
     * @param reason why that one
     */
    record Swap(long loadMicros, long pauseMicros, String provider, String reason) {

        public static final Swap UNKNOWN = new Swap(0, 0, "unknown", "not reported");
    }

    /** A candidate in shadow: compared with what answers. */
    record Compared(long inputs, long agreed, long passedOver, long errors, long p95Micros) {

        public static final Compared NONE = new Compared(0, 0, 0, 0, 0);
    }

    /**
     * Loads the file where it can hurt nobody, runs its acceptance set and lets go of it.
     *
     * @return what it did on the set; empty without one
     * @throws UpdateFailure LOAD_FAILED, ACCEPTANCE_FAILED, EXTERNAL_DATA, INCOMPATIBLE, PROBE_CRASHED or INTERRUPTED
     */
    Optional<AcceptanceResult> probe(Candidate candidate) throws UpdateFailure;

    /**
     * From the return on, requests for the model are answered by this file. On failure the one before still answers.
     *
     * @throws UpdateFailure LOAD_FAILED
     */
    Swap serve(ModelName model, ModelSlots.Slot slot) throws UpdateFailure;

    /** Stops answering for the model: only for a first model that failed its trial. */
    void retire(ModelName model);

    /** Of the file that serves now, counted from its {@link #serve}. */
    Health health(ModelName model);

    /**
     * Shows the file some of the inputs of {@code model}, beside what answers. Ends with {@link #endShadow}, or when the file
     * begins to serve.
     *
     * @throws UpdateFailure LOAD_FAILED
     */
    default void beginShadow(ModelName model, ModelSlots.Slot slot, Shadow plan) throws UpdateFailure {
        throw new UpdateFailure(FailureCode.LOAD_FAILED, "no shadow here");
    }

    /** What the one in shadow has done so far. */
    default Compared compared(ModelName model) {
        return Compared.NONE;
    }

    default void endShadow(ModelName model) {}
}
