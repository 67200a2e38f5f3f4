package io.modelferry.agent.tuf;

import io.modelferry.agent.testing.TufRepository;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.tuf.Hashes;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;

/** A device that has been up to date once with a repository of its own, and what a test does to the documents on their way. */
abstract class UpToDateDevice {

    static final UnaryOperator<byte[]> EDITED = bytes -> text(bytes)
            .replace("\"spec_version\":\"1.0.34\"", "\"spec_version\":\"1.0.33\"")
            .getBytes(StandardCharsets.UTF_8);
    static final UnaryOperator<byte[]> PADDED = bytes -> (text(bytes) + "\n").getBytes(StandardCharsets.UTF_8);
    static final UnaryOperator<byte[]> CUT = bytes -> Arrays.copyOf(bytes, bytes.length - 1);
    static final Hashes WRONG = Hashes.of(new ArtifactDigest("0".repeat(64)));

    TufRepository repository;
    TufDevice device;

    static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    @BeforeEach
    void aDeviceThatHasBeenUpToDateOnce() throws Exception {
        repository = new TufRepository();
        device = new TufDevice(repository);
        device.refresh();
    }
}
