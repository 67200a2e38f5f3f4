package io.modelferry.agent.download;

import io.modelferry.agent.update.UpdateFailure;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.report.FailureCode;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * A file as it comes in: bytes are appended and hashed on the way. Opened again after a cut it hashes what is there already, so
 * the digest at the end covers the disk's bytes, not the wire's.
 */
final class Arrival implements AutoCloseable {

    private static final int BUFFER = 1 << 16;

    private final ArtifactDigest expected;
    private final long lengthBytes;
    private final RandomAccessFile file;
    private MessageDigest running;
    private long received;
    private long came;

    private Arrival(ArtifactDigest expected, long lengthBytes, RandomAccessFile file) {
        this.expected = expected;
        this.lengthBytes = lengthBytes;
        this.file = file;
        this.running = sha256();
    }

    static Arrival open(Path partial, ArtifactDigest expected, long lengthBytes) throws IOException {
        var arrival = new Arrival(expected, lengthBytes, new RandomAccessFile(partial.toFile(), "rw"));
        arrival.takeUp();
        return arrival;
    }

    long lengthBytes() {
        return lengthBytes;
    }

    /** Bytes on the disk, all of them hashed. */
    long offset() {
        return received;
    }

    /** Bytes that came in since it was opened, those thrown away included. */
    long came() {
        return came;
    }

    boolean complete() {
        return received == lengthBytes;
    }

    /** @throws UpdateFailure DIGEST_MISMATCH if more bytes come than were announced */
    void append(byte[] bytes, int length) throws IOException, UpdateFailure {
        if (length > lengthBytes - received) {
            startOver();
            throw new UpdateFailure(FailureCode.DIGEST_MISMATCH, "more than the " + lengthBytes + " bytes announced");
        }
        file.write(bytes, 0, length);
        running.update(bytes, 0, length);
        received += length;
        came += length;
    }

    void startOver() throws IOException {
        file.setLength(0);
        file.seek(0);
        running = sha256();
        received = 0;
    }

    /** @throws UpdateFailure DIGEST_MISMATCH: what came is thrown away, no byte of it can be trusted */
    void prove() throws IOException, UpdateFailure {
        var actual = ArtifactDigest.of(running.digest());
        if (!actual.equals(expected)) {
            startOver();
            throw new UpdateFailure(
                    FailureCode.DIGEST_MISMATCH, "%s came, not %s".formatted(actual.brief(), expected.brief()));
        }
    }

    private void takeUp() throws IOException {
        if (file.length() > lengthBytes) {
            startOver();
            return;
        }
        var buffer = new byte[BUFFER];
        for (var n = file.read(buffer); n >= 0; n = file.read(buffer)) {
            running.update(buffer, 0, n);
            received += n;
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("the JDK has no SHA-256", e);
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
