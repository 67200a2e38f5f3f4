package io.modelferry.control.optimisation;

import io.modelferry.optimizer.worker.Message.Failed;
import io.modelferry.protocol.ArtifactDigest;

/** What a run came to. */
sealed interface Outcome {

    /** @param tool who made the file, with its version; empty for the published one */
    record Offered(ArtifactDigest file, Proof proof, String tool) implements Outcome {}

    /** Made, but not worth offering, or nothing to make. The file is not kept. */
    record Declined(Proof proof, String why) implements Outcome {}

    /** The model does not take this form, a limit ended the process, or somebody did. */
    record Ended(Failed how) implements Outcome {}
}
