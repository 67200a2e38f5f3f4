package io.modelferry.agent.update;

import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.trust.VersionList.Acceptance;
import org.jspecify.annotations.Nullable;

/** What runs models. A swap drops no request; what is replaced is closed when its last request is answered. */
public interface ModelHost {

    /** @param acceptance null if the publisher gave no acceptance set; else its file is in {@link Blobs} */
    record Candidate(
            ModelName model,
            ArtifactDigest digest,
            @Nullable Acceptance acceptance) {}

    /**
     * What a model has done since it began to serve.
     *
     * @param inferences answered with a result
     * @param errors answered with an error of the model or the runtime, or with a result that is no number
     */
    record Health(long inferences, long errors) {

        public static final Health NONE = new Health(0, 0);
    }

    /**
     * Loads the file beside what runs, runs its acceptance set and lets go of it.
     *
     * @throws UpdateFailure LOAD_FAILED, ACCEPTANCE_FAILED, EXTERNAL_DATA, INCOMPATIBLE or PROBE_CRASHED
     */
    void probe(Candidate candidate) throws UpdateFailure;

    /**
     * From the return on, requests for the model are answered by this file. On failure the one before still answers.
     *
     * @throws UpdateFailure LOAD_FAILED
     */
    void serve(ModelName model, ModelSlots.Slot slot) throws UpdateFailure;

    /** Stops answering for the model: only for a first model that failed its trial. */
    void retire(ModelName model);

    /** Of the file that serves now, counted from its {@link #serve}. */
    Health health(ModelName model);
}
