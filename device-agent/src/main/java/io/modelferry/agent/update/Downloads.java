package io.modelferry.agent.update;

import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.goal.DeliveryPolicy.Transport;

/** Brings bytes to the device, by whatever road the goal allows. */
public interface Downloads {

    /**
     * Fetches an artifact into the device's {@link Blobs}; durable and proven to be {@code digest} on return. A call after a
     * failure takes up where the last one stopped.
     *
     * @param lengthBytes the signed or announced length; more bytes than that are never taken
     * @return bytes received by this call, less than {@code lengthBytes} after a resume
     * @throws UpdateFailure NETWORK, TIMEOUT, DIGEST_MISMATCH, DISK_LOW, STORAGE_FAILED or INTERRUPTED
     */
    long fetch(ArtifactDigest digest, long lengthBytes, Transport transport, Cancellation cancellation)
            throws UpdateFailure;

    /** The server's signed list of versions, an unopened envelope. */
    byte[] versions(Transport transport, Cancellation cancellation) throws UpdateFailure;
}
