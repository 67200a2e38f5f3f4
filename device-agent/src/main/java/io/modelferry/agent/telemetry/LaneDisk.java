package io.modelferry.agent.telemetry;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;

/** The file operations on which both lanes rest, so that a test can fail each of them. */
public interface LaneDisk {

    /** @return empty if there is no such file */
    Optional<byte[]> read(Path file) throws IOException;

    /**
     * Cuts the file to {@code at} bytes and writes behind them: what a failed append left there is gone. Makes the file if need
     * be. Durable only after {@link #sync}.
     */
    void append(Path file, long at, byte[] bytes) throws IOException;

    /** A failed sync is a failed append: what lies on the disk is then unknown and has to be written again. */
    void sync(Path file) throws IOException;

    /** Atomic within the file system; durable only after {@link #syncDirectory}. */
    void move(Path from, Path to) throws IOException;

    void syncDirectory(Path directory) throws IOException;

    void delete(Path file) throws IOException;

    long size(Path file) throws IOException;

    /** By name; empty if there is no such directory. */
    List<Path> list(Path directory) throws IOException;

    /** The machine's own. */
    LaneDisk REAL = new LaneDisk() {

        @Override
        public Optional<byte[]> read(Path file) throws IOException {
            try {
                return Optional.of(Files.readAllBytes(file));
            } catch (NoSuchFileException absent) {
                return Optional.empty();
            }
        }

        @Override
        public void append(Path file, long at, byte[] bytes) throws IOException {
            try (var out = new RandomAccessFile(file.toFile(), "rw")) {
                out.setLength(at);
                out.seek(at);
                out.write(bytes);
            }
        }

        @Override
        public void sync(Path file) throws IOException {
            try (var open = new RandomAccessFile(file.toFile(), "rw")) {
                open.getFD().sync();
            }
        }

        @Override
        public void move(Path from, Path to) throws IOException {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        }

        @Override
        public void syncDirectory(Path directory) throws IOException {
            try (var channel = FileChannel.open(directory, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }

        @Override
        public void delete(Path file) throws IOException {
            Files.deleteIfExists(file);
        }

        @Override
        public long size(Path file) throws IOException {
            return Files.size(file);
        }

        @Override
        public List<Path> list(Path directory) throws IOException {
            if (!Files.isDirectory(directory)) {
                return List.of();
            }
            try (var entries = Files.list(directory)) {
                return entries.sorted().toList();
            }
        }
    };
}
