package io.modelferry.control.optimisation.making;

import io.modelferry.control.optimisation.RunResult;
import io.modelferry.control.optimisation.variant.Proof;
import io.modelferry.optimizer.worker.Message.Failed;
import io.modelferry.protocol.ArtifactDigest;
import org.jspecify.annotations.Nullable;

/** What a run came to. */
sealed interface Outcome {

    /**
     * @param tool who made the file, with its version; empty for the published one
     * @param result null for the published file
     */
    record Offered(
            ArtifactDigest file,
            Proof proof,
            String tool,
            @Nullable RunResult result) implements Outcome {}

    /**
     * Made, but not worth offering, or nothing to make. The file is not kept.
     *
     * @param result null if it did not come to a recipe
     */
    record Declined(Proof proof, String why, @Nullable RunResult result) implements Outcome {}

    /** The model does not take this form, a limit ended the process, or somebody did. */
    record Ended(Failed how) implements Outcome {}
}
