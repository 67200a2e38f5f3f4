package io.modelferry.agent.tuf;

import io.modelferry.agent.slots.AgentFs;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Trusted metadata on the disk, each role in a file of its own, byte for byte as it came: {@code root.json},
 * {@code timestamp.json} and so on; a delegated role's name is percent-encoded. What {@link #keep} has returned from survives a
 * power cut, so a version may be acted on after it and not before. Used by one process at a time.
 */
public final class MetadataStore {

    private static final String SUFFIX = ".json";

    private final AgentFs fs;
    private final Path directory;

    private MetadataStore(AgentFs fs, Path directory) {
        this.fs = fs;
        this.directory = directory;
    }

    /**
     * Makes the folder if need be. A process that was killed between a rename and its sync has left a file that can be read and
     * that a power cut would still take, therefore the folder is synced before anything in it is believed.
     *
     * @throws IOException if that fails
     */
    public static MetadataStore open(AgentFs fs, Path directory) throws IOException {
        fs.createDirectories(directory);
        fs.syncDirectory(directory);
        var above = directory.toAbsolutePath().getParent();
        if (above != null) {
            fs.syncDirectory(above);
        }
        return new MetadataStore(fs, directory);
    }

    public Optional<byte[]> read(String role) throws IOException {
        return fs.read(file(role));
    }

    /** Durable on return. */
    public void keep(String role, byte[] bytes) throws IOException {
        var file = file(role);
        var incoming = file.resolveSibling(file.getFileName() + ".new");
        fs.write(incoming, bytes);
        fs.sync(incoming);
        fs.move(incoming, file);
        fs.syncDirectory(directory);
    }

    /** Durable on return. */
    public void forget(String... roles) throws IOException {
        for (var role : roles) {
            fs.delete(file(role));
        }
        fs.syncDirectory(directory);
    }

    private Path file(String role) {
        return directory.resolve(Names.quoted(role) + SUFFIX);
    }
}
