package io.modelferry.simulator.device;

import io.modelferry.agent.slots.FileBlobs;
import io.modelferry.agent.update.Cancellation;
import io.modelferry.agent.update.Downloads;
import io.modelferry.agent.update.UpdateFailure;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.goal.DeliveryPolicy;
import io.modelferry.protocol.report.FailureCode;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Optional;

/**
 * Option {@code --bytes once}: what any device of this process has brought, the others take from the shared disk. For fleets so
 * large that one machine could not carry their downloads; the byte counts are then no longer a fleet's.
 */
final class SharedBytes implements Downloads {

    private final Downloads line;
    private final FileBlobs blobs;
    private final SharedFs disk;

    SharedBytes(Downloads line, FileBlobs blobs, SharedFs disk) {
        this.line = line;
        this.blobs = blobs;
        this.disk = disk;
    }

    @Override
    public long fetch(ArtifactDigest digest, long lengthBytes, DeliveryPolicy policy, Cancellation cancellation)
            throws UpdateFailure {
        var copy = disk.copy(digest);
        if (copy.isEmpty()) {
            return line.fetch(digest, lengthBytes, policy, cancellation);
        }
        var partial = blobs.partial(digest);
        try {
            Files.deleteIfExists(partial);
            Files.createLink(partial, copy.get());
        } catch (IOException e) {
            throw new UpdateFailure(FailureCode.STORAGE_FAILED, "the shared copy: " + e.getMessage(), e);
        }
        blobs.commit(digest, partial);
        return 0;
    }

    @Override
    public Optional<byte[]> metadata(String file, int mostBytes, DeliveryPolicy policy, Cancellation cancellation)
            throws UpdateFailure {
        return line.metadata(file, mostBytes, policy, cancellation);
    }
}
