package io.modelferry.agent.slots;

import io.modelferry.agent.update.Blobs;
import io.modelferry.agent.update.Cancellation;
import io.modelferry.agent.update.UpdateFailure;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.report.FailureCode;
import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Files by SHA-256 in {@code <root>/sha256/ab/<hex>}, what is still coming in {@code <root>/partial/<hex>.part}, what is being
 * patched beside it in {@code <hex>.patched}. One file system, so that a rename is the whole step from one to the other.
 */
public final class FileBlobs implements Blobs {

    private static final Logger LOG = LoggerFactory.getLogger(FileBlobs.class);

    /** Left free for state files and the outbox, in bytes. */
    private static final long RESERVE = 16 << 20;

    private static final int BUFFER = 1 << 16;
    private static final String PART = ".part";
    private static final String PATCHED = ".patched";

    private final AgentFs fs;
    private final Path finished;
    private final Path partial;
    private final Patching patching;

    /** @throws IOException if the folders cannot be made */
    public FileBlobs(AgentFs fs, Path root, Patching patching) throws IOException {
        this.fs = fs;
        this.finished = root.resolve("sha256");
        this.partial = root.resolve("partial");
        this.patching = patching;
        fs.createDirectories(finished);
        fs.createDirectories(partial);
        settle(root);
    }

    /** A process killed between a rename and its sync leaves a file that can be read and that a power cut would still take. */
    private void settle(Path root) {
        try {
            for (var shelf : fs.list(finished)) {
                fs.syncDirectory(shelf);
            }
            fs.syncDirectory(finished);
            fs.syncDirectory(root);
            var above = root.toAbsolutePath().getParent();
            if (above != null) {
                fs.syncDirectory(above);
            }
        } catch (IOException e) {
            LOG.warn("what was stored last may not be durable: {}", e.getMessage());
        }
    }

    /** Where the file stands, if it is here. Read it, never write it. */
    public Path path(ArtifactDigest digest) {
        return shelf(digest).resolve(digest.hex());
    }

    private Path shelf(ArtifactDigest digest) {
        return finished.resolve(digest.hex().substring(0, 2));
    }

    /** Where bytes of {@code digest} gather, over several attempts. */
    public Path partial(ArtifactDigest digest) {
        return partial.resolve(digest.hex() + PART);
    }

    /** The disk under it, for those who write partial files. */
    public AgentFs fs() {
        return fs;
    }

    /** @throws UpdateFailure DISK_LOW if {@code bytes} more do not fit beside the reserve */
    public void requireRoom(long bytes) throws UpdateFailure {
        var usable = usableSpace();
        if (usable - RESERVE < bytes) {
            throw new UpdateFailure(FailureCode.DISK_LOW, "%d bytes needed, %d usable".formatted(bytes, usable));
        }
    }

    private long usableSpace() throws UpdateFailure {
        try {
            return fs.usableSpace(finished);
        } catch (IOException e) {
            throw StorageTrouble.of("room unknown", e);
        }
    }

    /** Takes a finished, proven partial file in. Durable on return. */
    public void commit(ArtifactDigest digest, Path proven) throws UpdateFailure {
        var shelf = shelf(digest);
        try {
            fs.createDirectories(shelf);
            fs.syncDirectory(finished);
            orDiscard(proven, () -> fs.sync(proven));
            fs.move(proven, path(digest));
            orDiscard(path(digest), () -> fs.syncDirectory(shelf));
        } catch (IOException e) {
            throw StorageTrouble.of("file not stored", e);
        }
    }

    private interface Sync {
        void run() throws IOException;
    }

    /** What a failed sync leaves reads well from memory and may be another thing on the disk: no later attempt may build on it. */
    private void orDiscard(Path doubtful, Sync sync) throws IOException {
        try {
            sync.run();
        } catch (IOException e) {
            discard(doubtful);
            throw e;
        }
    }

    @Override
    public boolean holdsIntact(ArtifactDigest digest) throws UpdateFailure {
        var file = path(digest);
        try {
            if (fs.size(file).isEmpty()) {
                return false;
            }
            if (hash(file).equals(digest)) {
                return true;
            }
            LOG.error("{} has rotted on the disk and is removed", digest.brief());
            fs.delete(file);
            return false;
        } catch (IOException e) {
            throw StorageTrouble.of("file not readable", e);
        }
    }

    @Override
    public void patch(
            ArtifactDigest base,
            ArtifactDigest delta,
            ArtifactDigest target,
            long targetBytes,
            Cancellation cancellation)
            throws UpdateFailure {
        var staged = partial.resolve(target.hex() + PATCHED);
        try {
            requireRoom(targetBytes - fs.size(staged).orElse(0));
            requireResult(
                    patching.apply(path(base), path(delta), new Patching.Target(staged, targetBytes, cancellation)),
                    target);
            commit(target, staged);
        } catch (IOException e) {
            throw StorageTrouble.of("patch not written", e);
        } finally {
            discard(staged);
        }
    }

    /** The delta's own claim about its result counts for nothing: the signed digest decides. */
    private static void requireResult(ArtifactDigest made, ArtifactDigest target) throws UpdateFailure {
        if (!made.equals(target)) {
            throw new UpdateFailure(FailureCode.RESULT_MISMATCH, "the delta does not make " + target.brief());
        }
    }

    @Override
    public void keepOnly(Set<ArtifactDigest> kept) {
        try {
            for (var shelf : fs.list(finished)) {
                for (var file : fs.list(shelf)) {
                    discardUnless(kept, file, file.getFileName().toString());
                }
            }
            for (var file : fs.list(partial)) {
                var name = file.getFileName().toString();
                discardUnless(kept, file, name.substring(0, Math.max(0, name.indexOf('.'))));
            }
        } catch (IOException e) {
            LOG.warn("old files stay: {}", e.getMessage());
        }
    }

    private void discardUnless(Set<ArtifactDigest> kept, Path file, String hex) {
        if (kept.stream().noneMatch(digest -> digest.hex().equals(hex))) {
            discard(file);
        }
    }

    private void discard(Path file) {
        try {
            fs.delete(file);
        } catch (IOException e) {
            // nothing left to do: the next sweep tries again
            LOG.debug("not deleted: {}", file, e);
        }
    }

    private ArtifactDigest hash(Path file) throws IOException {
        var digest = sha256();
        try (var in = fs.openForReading(file)) {
            var buffer = new byte[BUFFER];
            for (var n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                digest.update(buffer, 0, n);
            }
        }
        return ArtifactDigest.of(digest.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("the JDK has no SHA-256", e);
        }
    }
}
