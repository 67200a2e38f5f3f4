package io.modelferry.agent.slots;

import io.modelferry.delta.format.FileChannels;
import io.modelferry.delta.format.WriteBehind;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** The file system of the machine. */
final class MachineFs implements AgentFs {

    @Override
    public Optional<byte[]> read(Path file) throws IOException {
        try {
            return Optional.of(Files.readAllBytes(file));
        } catch (NoSuchFileException absent) {
            return Optional.empty();
        }
    }

    @Override
    public InputStream openForReading(Path file) throws IOException {
        return Files.newInputStream(file);
    }

    @Override
    public OptionalLong size(Path file) throws IOException {
        try {
            return OptionalLong.of(Files.size(file));
        } catch (NoSuchFileException absent) {
            return OptionalLong.empty();
        }
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

    @Override
    public long usableSpace(Path directory) {
        return directory.toFile().getUsableSpace();
    }

    @Override
    public void write(Path file, byte[] bytes) throws IOException {
        try (var out = new RandomAccessFile(file.toFile(), "rw")) {
            out.write(bytes);
            out.setLength(bytes.length);
        }
    }

    @Override
    public GrowingFile append(Path file) throws IOException {
        return new Growing(FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE));
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
    public void delete(Path file) throws IOException {
        Files.deleteIfExists(file);
    }

    @Override
    public void createDirectories(Path directory) throws IOException {
        Files.createDirectories(directory);
    }

    @Override
    public void syncDirectory(Path directory) throws IOException {
        try (var channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /** Long files go to the device while they grow, so that the sync at the end has little left to do. */
    private static final class Growing implements GrowingFile {

        private final FileChannel channel;
        private final WriteBehind behind;

        Growing(FileChannel channel) throws IOException {
            this.channel = channel.position(channel.size());
            this.behind = new WriteBehind(channel);
        }

        @Override
        public long length() throws IOException {
            return channel.size();
        }

        @Override
        public void append(byte[] bytes, int offset, int count) throws IOException {
            FileChannels.writeFully(channel, bytes, offset, count);
            behind.wrote(count);
        }

        @Override
        public void truncate(long length) throws IOException {
            channel.truncate(length).position(channel.size());
        }

        @Override
        public void sync() throws IOException {
            behind.finish();
        }

        @Override
        public void close() throws IOException {
            behind.stop();
            channel.close();
        }
    }
}
