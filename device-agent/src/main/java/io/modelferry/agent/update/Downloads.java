package io.modelferry.agent.update;

import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.goal.DeliveryPolicy;
import java.util.Optional;

/** Brings bytes to the device, by whatever road the goal allows. */
public interface Downloads {

    /**
     * Fetches an artifact into the device's {@link Blobs}; durable and proven to be {@code digest} on return. A call after a
     * failure takes up where the last one stopped.
     *
     * @param lengthBytes the signed or announced length; more bytes than that are never taken
     * @param policy the road, what may be spent on it, and a cache to ask first
     * @return bytes received by this call, less than {@code lengthBytes} after a resume, more if some had to come twice
     * @throws UpdateFailure NETWORK, TIMEOUT, DIGEST_MISMATCH, DISK_LOW, STORAGE_FAILED, or INTERRUPTED: cancelled, or the
     *     policy's allowance says not now, then the detail says when it goes on
     */
    long fetch(ArtifactDigest digest, long lengthBytes, DeliveryPolicy policy, Cancellation cancellation)
            throws UpdateFailure;

    /**
     * A file of the server's signed metadata, unopened. An allowance counts it and does not hold it back: without it a device would
     * not learn what it may do.
     *
     * @param file such as {@code timestamp.json}
     * @param mostBytes where reading ends at the latest
     * @return empty if the server has no such file
     * @throws UpdateFailure NETWORK, also for more than {@code mostBytes}, TIMEOUT or INTERRUPTED
     */
    Optional<byte[]> metadata(String file, int mostBytes, DeliveryPolicy policy, Cancellation cancellation)
            throws UpdateFailure;
}
