package io.modelferry.simulator.device;

import io.modelferry.agent.slots.AgentFs;
import io.modelferry.protocol.ArtifactDigest;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;

/**
 * A disk on which equal files are one file: what a device commits into its store becomes a hard link to the first copy of those
 * bytes, so that a thousand devices with the same model hold it once. Nothing is flushed: a virtual device has no power to lose.
 */
public final class SharedFs implements AgentFs {

    /** The folder of {@code FileBlobs} that holds finished files, named by their digest. */
    private static final String FINISHED = "sha256";

    private final Path shared;

    /** @param shared on the file system of the devices' folders; made if it is not there */
    public SharedFs(Path shared) throws IOException {
        this.shared = Files.createDirectories(shared);
    }

    /** The copy of a digest's bytes that some device has brought here, if one has. */
    Optional<Path> copy(ArtifactDigest digest) {
        return Optional.of(shared.resolve(digest.hex())).filter(Files::exists);
    }

    @Override
    public void move(Path from, Path to) throws IOException {
        if (!isFinished(to)) {
            REAL.move(from, to);
            return;
        }
        var one = shared.resolve(to.getFileName().toString());
        share(from, one);
        Files.deleteIfExists(to);
        Files.createLink(to, one);
        Files.delete(from);
    }

    private static boolean isFinished(Path to) {
        var shelf = to.getParent();
        var folder = shelf == null ? null : shelf.getParent();
        return folder != null && folder.endsWith(FINISHED);
    }

    /** The proven file is right and the copy may have rotted: whoever proves bytes anew mends the copy. */
    private static void share(Path proven, Path one) throws IOException {
        try {
            Files.createLink(one, proven);
        } catch (FileAlreadyExistsException usual) {
            if (Files.mismatch(proven, one) >= 0) {
                var mended = one.resolveSibling(
                        one.getFileName() + "." + Thread.currentThread().threadId());
                Files.copy(proven, mended, StandardCopyOption.REPLACE_EXISTING);
                Files.move(mended, one, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    @Override
    public Optional<byte[]> read(Path file) throws IOException {
        return REAL.read(file);
    }

    @Override
    public void write(Path file, byte[] bytes) throws IOException {
        REAL.write(file, bytes);
    }

    @Override
    public void sync(Path file) {
        // no power to lose
    }

    @Override
    public void syncDirectory(Path directory) {
        // no power to lose
    }

    @Override
    public void delete(Path file) throws IOException {
        REAL.delete(file);
    }

    @Override
    public List<Path> list(Path directory) throws IOException {
        return REAL.list(directory);
    }
}
