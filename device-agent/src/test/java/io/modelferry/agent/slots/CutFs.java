package io.modelferry.agent.slots;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Fails at one writing operation, and leaves of it what a disk may leave. */
final class CutFs implements AgentFs {

    /** What is on the disk of the write that was not synced. */
    enum Disk {
        KEEPS_NOTHING,
        KEEPS_ALL,
        EMPTIES_THE_FILE,
        TEARS_IN_THE_MIDDLE
    }

    private final int cutAt;
    private final Disk disk;
    private int operation;

    CutFs(int cutAt, Disk disk) {
        this.cutAt = cutAt;
        this.disk = disk;
    }

    @Override
    public Optional<byte[]> read(Path file) throws IOException {
        return REAL.read(file);
    }

    @Override
    public InputStream openForReading(Path file) throws IOException {
        return REAL.openForReading(file);
    }

    @Override
    public OptionalLong size(Path file) throws IOException {
        return REAL.size(file);
    }

    @Override
    public long usableSpace(Path directory) throws IOException {
        return REAL.usableSpace(directory);
    }

    @Override
    public GrowingFile append(Path file) throws IOException {
        return REAL.append(file);
    }

    @Override
    public void createDirectories(Path directory) throws IOException {
        REAL.createDirectories(directory);
    }

    @Override
    public void write(Path file, byte[] bytes) throws IOException {
        if (++operation == cutAt) {
            switch (disk) {
                case KEEPS_NOTHING -> {}
                case KEEPS_ALL -> REAL.write(file, bytes);
                case EMPTIES_THE_FILE -> REAL.write(file, new byte[0]);
                case TEARS_IN_THE_MIDDLE -> REAL.write(file, Arrays.copyOf(bytes, bytes.length / 2));
            }
            throw new IOException("power cut");
        }
        REAL.write(file, bytes);
    }

    @Override
    public void sync(Path file) throws IOException {
        step();
        REAL.sync(file);
    }

    @Override
    public void move(Path from, Path to) throws IOException {
        step();
        REAL.move(from, to);
    }

    @Override
    public void syncDirectory(Path directory) throws IOException {
        step();
        REAL.syncDirectory(directory);
    }

    @Override
    public void delete(Path file) throws IOException {
        REAL.delete(file);
    }

    @Override
    public List<Path> list(Path directory) throws IOException {
        return REAL.list(directory);
    }

    private void step() throws IOException {
        if (++operation == cutAt) {
            throw new IOException("power cut");
        }
    }
}
