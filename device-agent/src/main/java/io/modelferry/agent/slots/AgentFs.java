package io.modelferry.agent.slots;

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

/** The file operations on which a commit rests, so that a test can cut the power at each of them. */
public interface AgentFs {

    /** @return empty if there is no such file */
    Optional<byte[]> read(Path file) throws IOException;

    /** Overwrites from the start and cuts to length; durable only after {@link #sync}. */
    void write(Path file, byte[] bytes) throws IOException;

    /** A failed sync is a failed write: what lies on the disk is then unknown. */
    void sync(Path file) throws IOException;

    /** Atomic within the file system; durable only after {@link #syncDirectory}. */
    void move(Path from, Path to) throws IOException;

    void syncDirectory(Path directory) throws IOException;

    void delete(Path file) throws IOException;

    List<Path> list(Path directory) throws IOException;

    /** The machine's own. */
    AgentFs REAL = new AgentFs() {

        @Override
        public Optional<byte[]> read(Path file) throws IOException {
            try {
                return Optional.of(Files.readAllBytes(file));
            } catch (NoSuchFileException absent) {
                return Optional.empty();
            }
        }

        @Override
        public void write(Path file, byte[] bytes) throws IOException {
            try (var out = new RandomAccessFile(file.toFile(), "rw")) {
                out.write(bytes);
                out.setLength(bytes.length);
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
