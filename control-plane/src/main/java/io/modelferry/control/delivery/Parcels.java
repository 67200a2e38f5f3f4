package io.modelferry.control.delivery;

import io.modelferry.control.registry.Artifacts;
import io.modelferry.control.registry.SignedVersions;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.DeviceId;
import io.modelferry.protocol.ProtocolJson;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import org.springframework.stereotype.Component;

/** The bytes that a device may have: what its current goal encloses, and the signed list of versions. */
@Component
class Parcels {

    private final Mailboxes mailboxes;
    private final Artifacts artifacts;
    private final SignedVersions versions;

    Parcels(Mailboxes mailboxes, Artifacts artifacts, SignedVersions versions) {
        this.mailboxes = mailboxes;
        this.artifacts = artifacts;
        this.versions = versions;
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

    /** The signed list, as it travels. */
    byte[] versions() {
        return ProtocolJson.write(versions.current());
    }
}
