package io.modelferry.agent.download;

import io.modelferry.agent.update.Cancellation;
import io.modelferry.agent.update.UpdateFailure;
import java.io.IOException;
import java.util.Optional;

/** One way of bringing bytes in. */
interface Road {

    /**
     * Appends to {@code arrival}, from its offset on, until it is complete.
     *
     * @throws UpdateFailure NETWORK, TIMEOUT, INTERRUPTED, or DIGEST_MISMATCH for more bytes than announced
     * @throws IOException if the disk fails
     */
    void bring(Arrival arrival, Purse purse, Cancellation cancellation) throws UpdateFailure, IOException;

    /**
     * @param file of the server's metadata
     * @return empty if the server has none
     * @throws UpdateFailure NETWORK, also for more than {@code mostBytes}, TIMEOUT or INTERRUPTED
     */
    Optional<byte[]> metadata(String file, int mostBytes, Cancellation cancellation) throws UpdateFailure;
}
