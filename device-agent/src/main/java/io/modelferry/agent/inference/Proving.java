package io.modelferry.agent.inference;

import io.modelferry.agent.update.Cancellation;
import io.modelferry.agent.update.UpdateFailure;

/** Where a file is proven before it serves: in this process ({@link InProcessProof}) or in one of its own. */
@FunctionalInterface
public interface Proving {

    /**
     * Returns if the file may go on trial. Nothing of it stays loaded, and nothing on disk.
     *
     * @throws UpdateFailure LOAD_FAILED, ACCEPTANCE_FAILED, EXTERNAL_DATA, INCOMPATIBLE, PROBE_CRASHED or INTERRUPTED
     */
    Proven prove(ProofRequest request, Cancellation cancellation) throws UpdateFailure;
}
