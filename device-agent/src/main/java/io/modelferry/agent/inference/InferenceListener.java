package io.modelferry.agent.inference;

import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.ModelName;
import java.util.List;

/** Hears of every request, on the thread that answers it: count and return. Never sees an input. */
public interface InferenceListener {

    /** @param predictions one a row, empty if the model is no classifier */
    record Answered(
            ModelName model,
            ArtifactDigest digest,
            String requestId,
            long latencyMicros,
            List<Prediction> predictions) {}

    void answered(Answered answered);

    /** @param inSwap whether a swap of this model was under way */
    void failed(ModelName model, ArtifactDigest digest, boolean inSwap);

    void rejected(ModelName model, ArtifactDigest digest);

    /** Another file answers from now on. */
    void swapped(ModelName model, ArtifactDigest digest);

    /**
     * A candidate in shadow saw an input that the model has answered.
     *
     * @param agreed whether it gave the same answer; false as well if it failed
     * @param latencyMicros of the candidate's session run
     */
    default void shadowed(ModelName model, ArtifactDigest candidate, boolean agreed, long latencyMicros) {}

    /** The candidate was not shown an input that it should have seen. */
    default void passedOver(ModelName model, ArtifactDigest candidate) {}

    /** A file was proven, and gave these answers per class over its acceptance set: what its answers can be held against. */
    default void proven(ModelName model, ArtifactDigest digest, List<Long> classCounts) {}

    /** Nobody listens. */
    InferenceListener NONE = new InferenceListener() {
        @Override
        public void answered(Answered answered) {}

        @Override
        public void failed(ModelName model, ArtifactDigest digest, boolean inSwap) {}

        @Override
        public void rejected(ModelName model, ArtifactDigest digest) {}

        @Override
        public void swapped(ModelName model, ArtifactDigest digest) {}
    };
}
