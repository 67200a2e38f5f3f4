package io.modelferry.agent.download;

import io.modelferry.agent.slots.FileBlobs;
import io.modelferry.agent.update.Cancellation;
import io.modelferry.agent.update.Downloads;
import io.modelferry.agent.update.UpdateFailure;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.goal.DeliveryPolicy;
import io.modelferry.protocol.goal.DeliveryPolicy.Transport;
import io.modelferry.protocol.report.FailureCode;
import java.io.IOException;

/** Chooses the road and lets a file into the store once it is proven. Both roads share one partial file. */
public final class Roads implements Downloads {

    /** What {@link Transport#AUTO} still sends over MQTT, in bytes. */
    private static final long SMALL = 256 << 10;

    private final HttpsRoad https;
    private final BlocksRoad blocks;
    private final FileBlobs blobs;

    public Roads(HttpsRoad https, BlocksRoad blocks, FileBlobs blobs) {
        this.https = https;
        this.blocks = blocks;
        this.blobs = blobs;
    }

    @Override
    public long fetch(ArtifactDigest digest, long lengthBytes, DeliveryPolicy policy, Cancellation cancellation)
            throws UpdateFailure {
        var partial = blobs.partial(digest);
        blobs.requireRoom(lengthBytes);
        try (var arrival = Arrival.open(partial, digest, lengthBytes)) {
            road(policy.transport(), lengthBytes).bring(digest, arrival, cancellation);
            arrival.prove();
            blobs.commit(digest, partial);
            return arrival.came();
        } catch (IOException e) {
            throw new UpdateFailure(FailureCode.STORAGE_FAILED, "bytes not written: " + e.getMessage(), e);
        }
    }

    @Override
    public byte[] versions(DeliveryPolicy policy, Cancellation cancellation) throws UpdateFailure {
        return road(policy.transport(), SMALL).versions(cancellation);
    }

    private Road road(Transport transport, long lengthBytes) {
        return switch (transport) {
            case HTTPS -> https;
            case MQTT -> blocks;
            case AUTO -> lengthBytes <= SMALL && blocks.open() ? blocks : https;
        };
    }
}
