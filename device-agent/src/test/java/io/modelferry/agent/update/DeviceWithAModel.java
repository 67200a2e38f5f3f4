package io.modelferry.agent.update;

import io.modelferry.agent.testing.FakeControlPlane;
import io.modelferry.agent.testing.TestDevice;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.report.FailureCode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;

/** A device that runs a model, and the metadata between it and the control plane, which a test gives, keeps back or spoils. */
@Timeout(60)
abstract class DeviceWithAModel {

    static final byte[] ONE = "model one".getBytes(StandardCharsets.US_ASCII);
    static final byte[] TWO = "model two".getBytes(StandardCharsets.US_ASCII);
    static final Instant AFTER_THE_METADATA = Instant.parse("2027-01-01T00:00:01Z");

    final TestDevice device = new TestDevice();
    final FakeControlPlane server = device.server;

    /** What it runs. */
    ArtifactDigest one;

    @BeforeEach
    void confirmTheFirst() {
        one = server.publish(ONE);
        device.confirm(server.want(one));
    }

    void honestMetadata() {
        device.store.metadataBy((file, mostBytes) -> server.repository().file(file));
    }

    void noMetadata() {
        device.store.metadataBy((file, mostBytes) -> {
            throw new UpdateFailure(FailureCode.NETWORK, "nobody answers");
        });
    }
}
