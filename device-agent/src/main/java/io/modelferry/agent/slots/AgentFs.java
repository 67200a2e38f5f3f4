package io.modelferry.agent.slots;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Everything the agent does to the files of its store, its state and its outbox, so that a test can cut the power or fail the
 * disk at each operation. What is written or renamed survives a power cut only after the sync that its method names.
 */
public interface AgentFs {

    /** The machine's own. */
    AgentFs REAL = new MachineFs();

    /**
     * @return empty if there is no such file
     * @throws IOException if the disk cannot read it
     */
    Optional<byte[]> read(Path file) throws IOException;

    /**
     * From the first byte on; the caller closes it.
     *
     * @throws java.nio.file.NoSuchFileException if there is no such file
     */
    InputStream openForReading(Path file) throws IOException;

    /** @return in bytes; empty if there is no such file */
    OptionalLong size(Path file) throws IOException;

    /** Files and folders in it, sorted; empty if there is no such folder. */
    List<Path> list(Path directory) throws IOException;

    /** Bytes that may still be written where {@code directory} lies. */
    long usableSpace(Path directory) throws IOException;

    /** Overwrites from the start and cuts to length; durable only after {@link #sync}. */
    void write(Path file, byte[] bytes) throws IOException;

    /** Opens a file to write at its end; an absent one is made, durable only after {@link #syncDirectory}. */
    GrowingFile append(Path file) throws IOException;

    /** A failed sync is a failed write: what lies on the disk is then unknown, and a second sync proves nothing. */
    void sync(Path file) throws IOException;

    /** Atomic within the file system, over a file of that name; durable only after {@link #syncDirectory}. */
    void move(Path from, Path to) throws IOException;

    /** No failure if there is no such file; durable only after {@link #syncDirectory}. */
    void delete(Path file) throws IOException;

    /** With all above it; each durable only after {@link #syncDirectory} of the one that holds it. */
    void createDirectories(Path directory) throws IOException;

    void syncDirectory(Path directory) throws IOException;
}
