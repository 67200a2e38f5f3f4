package io.modelferry.agent.download;

import io.modelferry.agent.slots.GrowingFile;
import io.modelferry.agent.update.Ticks;
import io.modelferry.agent.update.UpdateFailure;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.report.FailureCode;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A file as it comes in: bytes are appended and hashed on the way. From time to time they are synced and then vouched for by
 * {@link Checkpoints}; opened again, the file is hashed against these and cut where it no longer agrees, so that a power cut
 * costs what came since the last checkpoint and never the whole.
 */
final class Arrival implements AutoCloseable {

    /** What a power cut costs at most, whichever is reached first. */
    private static final long CHECKPOINT_BYTES = 4 << 20;

    private static final Duration CHECKPOINT_EVERY = Duration.ofSeconds(10);
    private static final int BUFFER = 1 << 16;

    private final PartialFile partial;
    private final Ticks ticks;
    private final GrowingFile file;
    private Prefix here;
    private @Nullable Prefix undoubted;
    private long savedBytes;
    private long savedAt;
    private long came;
    private boolean diskFailed;
    private boolean proven;

    private Arrival(PartialFile partial, Ticks ticks, Prefix here, GrowingFile file) {
        this.partial = partial;
        this.ticks = ticks;
        this.file = file;
        this.here = here;
        this.savedBytes = here.length();
        this.savedAt = ticks.nanos();
    }

    /** Hashes what is there already; bytes that no checkpoint vouches for are cut off. */
    static Arrival open(PartialFile partial, Ticks ticks) throws IOException {
        var verified = verified(partial);
        var file = partial.fs().append(partial.path());
        try {
            file.truncate(verified.length());
            return new Arrival(partial, ticks, verified, file);
        } catch (IOException e) {
            file.close();
            throw e;
        }
    }

    private static Prefix verified(PartialFile partial) throws IOException {
        var checkpoints = partial.fs()
                .read(partial.meta())
                .flatMap(Checkpoints::decode)
                .filter(saved -> saved.digest().equals(partial.digest()))
                .filter(saved -> saved.lengthBytes() == partial.lengthBytes());
        return checkpoints.isPresent() ? verified(partial, checkpoints.get()) : new Prefix();
    }

    private static Prefix verified(PartialFile partial, Checkpoints saved) throws IOException {
        var good = new Prefix();
        var running = new Prefix();
        var buffer = new byte[BUFFER];
        try (var in = partial.fs().openForReading(partial.path())) {
            for (var i = 0; i < saved.prefixes().size(); i++) {
                while (running.length() < saved.offset(i)) {
                    var n = in.read(buffer, 0, (int) Math.min(buffer.length, saved.offset(i) - running.length()));
                    if (n < 0) {
                        return good;
                    }
                    running.update(buffer, n);
                }
                if (!Arrays.equals(running.hash(), saved.prefixes().get(i))) {
                    return good;
                }
                good = running.copy();
            }
        } catch (NoSuchFileException gone) {
            return new Prefix();
        }
        return good;
    }

    ArtifactDigest digest() {
        return partial.digest();
    }

    long lengthBytes() {
        return partial.lengthBytes();
    }

    /** Bytes on the disk, all of them hashed. */
    long offset() {
        return here.length();
    }

    long missing() {
        return lengthBytes() - offset();
    }

    /** Bytes that came in since it was opened, those thrown away or passed over included. */
    long came() {
        return came;
    }

    boolean complete() {
        return missing() == 0;
    }

    /** @throws UpdateFailure DIGEST_MISMATCH if more bytes come than were announced */
    void append(byte[] bytes, int count) throws IOException, UpdateFailure {
        if (count > missing()) {
            startOver();
            throw new UpdateFailure(FailureCode.DIGEST_MISMATCH, "more than the " + lengthBytes() + " bytes announced");
        }
        file.append(bytes, 0, count);
        here.update(bytes, count);
        came += count;
        checkpointIfDue();
    }

    /** Bytes came that are here already. */
    void passedOver(int count) {
        came += count;
    }

    /** Whether {@code other} is made of the same bytes. */
    boolean isHere(Prefix other) {
        return other.length() == here.length() && Arrays.equals(other.hash(), here.hash());
    }

    /** Nothing vouches for the bytes that come from now on: they are kept only if the file is proven. */
    void doubt() {
        if (undoubted == null) {
            undoubted = here.copy();
        }
    }

    void startOver() throws IOException {
        undoubted = null;
        cutTo(new Prefix());
    }

    private void cutTo(Prefix kept) throws IOException {
        file.truncate(kept.length());
        here = kept;
        if (kept.length() == 0) {
            partial.fs().delete(partial.meta());
        }
        savedBytes = Math.min(savedBytes, kept.length());
    }

    /**
     * @throws UpdateFailure DIGEST_MISMATCH: what came is thrown away, no byte of it can be trusted; or NETWORK if the bytes were
     *     {@linkplain #doubt() doubted}, then only these are thrown away
     */
    void prove() throws IOException, UpdateFailure {
        var actual = ArtifactDigest.of(here.hash());
        proven = actual.equals(digest());
        if (proven) {
            return;
        }
        var what = "%s came, not %s".formatted(actual.brief(), digest().brief());
        if (undoubted != null) {
            dropDoubted();
            throw new UpdateFailure(FailureCode.NETWORK, what + ", in an answer that names neither file nor length");
        }
        startOver();
        throw new UpdateFailure(FailureCode.DIGEST_MISMATCH, what);
    }

    private void dropDoubted() throws IOException {
        if (undoubted != null) {
            cutTo(undoubted);
            undoubted = null;
        }
    }

    private void checkpointIfDue() throws IOException {
        var due = offset() - savedBytes >= CHECKPOINT_BYTES || ticks.nanos() - savedAt >= CHECKPOINT_EVERY.toNanos();
        if (due && undoubted == null && !complete()) {
            checkpoint();
        }
    }

    /** The bytes first, then what vouches for them; whichever checkpoints a power cut leaves, they are true. */
    private void checkpoint() throws IOException {
        diskFailed = true; // until it has succeeded
        file.sync();
        diskFailed = false;
        var fs = partial.fs();
        var incoming = partial.meta().resolveSibling(partial.meta().getFileName() + ".new");
        fs.write(incoming, new Checkpoints(digest(), lengthBytes(), offset(), here.checkpoints()).encode());
        fs.sync(incoming);
        fs.move(incoming, partial.meta());
        fs.syncDirectory(folder());
        savedBytes = offset();
        savedAt = ticks.nanos();
    }

    private Path folder() {
        var folder = partial.path().toAbsolutePath().getParent();
        if (folder == null) {
            throw new IllegalStateException(partial.path() + " lies in no folder");
        }
        return folder;
    }

    /**
     * Vouches for what is here, if anything is missing still. After a failed sync what lies on the disk is unknown, even where
     * it reads well, so nothing is kept.
     */
    @Override
    public void close() throws IOException {
        try (file) {
            if (proven || diskFailed) {
                return;
            }
            dropDoubted();
            if (offset() > savedBytes) {
                checkpoint();
            }
        } finally {
            if (diskFailed) {
                partial.discard();
            }
        }
    }
}
