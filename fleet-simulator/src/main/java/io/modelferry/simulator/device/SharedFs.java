package io.modelferry.simulator.device;

import io.modelferry.agent.slots.AgentFs;
import io.modelferry.agent.slots.GrowingFile;
import io.modelferry.delta.format.FileChannels;
import io.modelferry.protocol.ArtifactDigest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

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
    public InputStream openForReading(Path file) throws IOException {
        return REAL.openForReading(file);
    }

    @Override
    public OptionalLong size(Path file) throws IOException {
        return REAL.size(file);
    }

    @Override
    public List<Path> list(Path directory) throws IOException {
        return REAL.list(directory);
    }

    @Override
    public long usableSpace(Path directory) throws IOException {
        return REAL.usableSpace(directory);
    }

    @Override
    public void write(Path file, byte[] bytes) throws IOException {
        REAL.write(file, bytes);
    }

    @Override
    public GrowingFile append(Path file) throws IOException {
        return new Unflushed(FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE));
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
    public void createDirectories(Path directory) throws IOException {
        REAL.createDirectories(directory);
    }

    private static final class Unflushed implements GrowingFile {

        private final FileChannel channel;

        Unflushed(FileChannel channel) throws IOException {
            this.channel = channel.position(channel.size());
        }

        @Override
        public long length() throws IOException {
            return channel.size();
        }

        @Override
        public void append(byte[] bytes, int offset, int count) throws IOException {
            FileChannels.writeFully(channel, bytes, offset, count);
        }

        @Override
        public void truncate(long length) throws IOException {
            channel.truncate(length).position(channel.size());
        }

        @Override
        public void sync() {
            // no power to lose
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
