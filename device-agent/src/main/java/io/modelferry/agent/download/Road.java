package io.modelferry.agent.download;

import io.modelferry.agent.update.Cancellation;
import io.modelferry.agent.update.UpdateFailure;
import java.io.IOException;

/** One way of bringing bytes in. */
interface Road {

    /**
     * Appends to {@code arrival}, from its offset on, until it is complete.
     *
     * @throws UpdateFailure NETWORK, TIMEOUT, INTERRUPTED, or DIGEST_MISMATCH for more bytes than announced
     * @throws IOException if the disk fails
     */
    void bring(Arrival arrival, Purse purse, Cancellation cancellation) throws UpdateFailure, IOException;

    byte[] versions(Cancellation cancellation) throws UpdateFailure;
}
