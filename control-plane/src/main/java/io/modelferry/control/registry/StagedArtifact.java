package io.modelferry.control.registry;

import io.modelferry.control.platform.Refusal;
import io.modelferry.protocol.ArtifactDigest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Locale;
import org.springframework.http.HttpStatus;
import org.springframework.util.unit.DataSize;

/** Bytes that arrived and are on the disk, but are no artifact yet. Closing removes the file unless it was kept. */
record StagedArtifact(Path file, ArtifactDigest digest, long lengthBytes) implements AutoCloseable {

    private static final int BUFFER_BYTES = 256 << 10;

    /** @throws Refusal the limit's, as soon as the stream is longer; nothing is left behind */
    static StagedArtifact receive(InputStream bytes, ByteLimit limit, Path folder) throws IOException {
        var file = Files.createTempFile(folder, "upload", ".part");
        try {
            return receive(bytes, limit, file, sha256());
        } catch (IOException e) {
            Files.deleteIfExists(file);
            if (isFull(e)) {
                throw new Refusal(
                        HttpStatus.INSUFFICIENT_STORAGE, "disk-full", "The control plane's disk is full; free some.");
            }
            throw e;
        } catch (RuntimeException e) {
            Files.deleteIfExists(file);
            throw e;
        }
    }

    private static StagedArtifact receive(InputStream bytes, ByteLimit limit, Path file, MessageDigest sha256)
            throws IOException {
        try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            var buffer = new byte[BUFFER_BYTES];
            long length = 0;
            for (int read = bytes.read(buffer); read >= 0; read = bytes.read(buffer)) {
                length += read;
                limit.require(length);
                sha256.update(buffer, 0, read);
                write(channel, ByteBuffer.wrap(buffer, 0, read));
            }
            channel.force(true);
            return new StagedArtifact(file, ArtifactDigest.of(sha256.digest()), length);
        }
    }

    static Refusal tooLarge(long maxBytes) {
        var limit = maxBytes % (1 << 20) == 0 ? DataSize.ofBytes(maxBytes).toMegabytes() + " MiB" : maxBytes + " bytes";
        return new Refusal(HttpStatus.CONTENT_TOO_LARGE, "too-large", "The upload is longer than " + limit + ".");
    }

    @Override
    public void close() throws IOException {
        Files.deleteIfExists(file);
    }

    private static void write(FileChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    private static boolean isFull(IOException failure) {
        return String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT).contains("no space left");
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
