package io.modelferry.control.delivery;

import io.modelferry.control.registry.Artifacts;
import io.modelferry.control.trust.MetadataFile;
import io.modelferry.control.trust.MetadataFiles;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.DeviceId;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** The bytes that a device may have: what its current goal encloses, and the TUF metadata that proves it. */
@Component
class Parcels {

    private final Mailboxes mailboxes;
    private final Artifacts artifacts;
    private final MetadataFiles metadata;

    Parcels(Mailboxes mailboxes, Artifacts artifacts, MetadataFiles metadata) {
        this.mailboxes = mailboxes;
        this.artifacts = artifacts;
        this.metadata = metadata;
    }

    boolean mayHave(DeviceId device, ArtifactDigest digest) {
        return mailboxes.encloses(device, digest);
    }

    boolean exists(ArtifactDigest digest) {
        return artifacts.contains(digest);
    }

    long length(ArtifactDigest digest) {
        return artifacts.length(digest);
    }

    SeekableByteChannel open(ArtifactDigest digest) throws IOException {
        return artifacts.open(digest);
    }

    /** By its name, such as {@code timestamp.json}. */
    Optional<MetadataFile> metadata(String file) {
        return metadata.find(file);
    }
}
