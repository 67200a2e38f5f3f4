package io.modelferry.control.platform;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The folder that outlives restarts. One control plane at a time: a lock file keeps a second one out. */
@Component
public class DataFolder implements AutoCloseable {

    private final Path root;
    private final FileChannel lockFile;
    private final @Nullable FileLock lock;

    public DataFolder(ModelferryConfiguration configuration) {
        this.root = configuration.data().toAbsolutePath().normalize();
        try {
            this.lockFile = FileChannel.open(
                    folder("run").resolve("control-plane.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            this.lock = lockFile.tryLock();
        } catch (IOException e) {
            throw new CannotStart(
                    "The data folder %s cannot be written: %s. Set MODELFERRY_DATA to another.".formatted(root, e), e);
        }
        if (lock == null) {
            throw new CannotStart(
                    "Another control plane already uses the data folder %s. Stop it, or set MODELFERRY_DATA."
                            .formatted(root));
        }
    }

    public Path root() {
        return root;
    }

    /** A folder below, made if it is missing; {@code keys} and {@code secrets} are the owner's only. */
    public Path folder(String name) {
        var folder = root.resolve(name);
        try {
            Files.createDirectories(folder);
            if (name.equals("keys") || name.equals("secrets")) {
                Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
            }
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Optional<String> readSecret(String name) {
        var file = folder("secrets").resolve(name);
        try {
            return Files.exists(file) ? Optional.of(Files.readString(file).strip()) : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes a file that only its owner can read, whole or not at all. */
    public void writeSecret(String name, String secret) {
        write(folder("secrets").resolve(name), (secret + "\n").getBytes(StandardCharsets.UTF_8));
    }

    /** Writes a private file whole or not at all: a temporary one beside it, made durable, then renamed. */
    public static void write(Path file, byte[] content) {
        var temporary = file.resolveSibling(file.getFileName() + ".new");
        try {
            Files.deleteIfExists(temporary);
            Files.createFile(
                    temporary, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            try (var channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
                var bytes = java.nio.ByteBuffer.wrap(content);
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
            Files.move(temporary, file, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        lockFile.close();
    }
}
