package io.modelferry.agent.slots;

import io.modelferry.agent.update.DeviceState;
import io.modelferry.agent.update.Slots;
import io.modelferry.agent.update.UpdateFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Two state files, A and B. A save overwrites the one that does not hold the newest state, so that a cut at any instant leaves
 * the other whole. A file that cannot be read counts as one that was not written whole.
 * <p>If neither is usable the device goes on with {@link LastGood}: it serves what was confirmed and keeps its floors and its
 * quarantine, but believes nothing else; its goal must come again, signed. Without that file as well it begins fresh, and
 * whatever still stands in the store saves the download.
 */
public final class StateFiles implements Slots {

    private static final Logger LOG = LoggerFactory.getLogger(StateFiles.class);

    /** A transient error of the disk must not cost a state. */
    private static final int READS = 2;

    /** More saves than a lost state file can be ahead of {@link LastGood}: it must not win if it turns up again. */
    private static final long NUMBERS_SKIPPED = 1L << 32;

    private final AgentFs fs;
    private final Path directory;
    private final Path a;
    private final Path b;
    private final LastGood lastGood;

    /** Holds the newest state known to be durable; the next save goes to the other. */
    private @Nullable Path spared;

    private long number;

    /** @param directory exists */
    public StateFiles(AgentFs fs, Path directory) {
        this.fs = fs;
        this.directory = directory;
        this.a = directory.resolve("A");
        this.b = directory.resolve("B");
        this.lastGood = new LastGood(fs, directory);
    }

    /** What a state file gave; unreadable is not the same as absent or torn: the disk may give it yet. */
    private record Found(Path file, @Nullable StateFrame frame, boolean unreadable) {

        boolean isNewerThan(Found other) {
            return frame != null && (other.frame == null || frame.number() > other.frame.number());
        }
    }

    /** @throws UncheckedIOException if the disk gives none of the files, so that it is unknown what must not be lost */
    @Override
    public synchronized DeviceState load() {
        var inA = read(a);
        var inB = read(b);
        var hint = read(lastGood.file());
        lastGood.holds(hint.frame());
        var newest = inA.isNewerThan(inB) ? inA : inB;
        var other = inA.isNewerThan(inB) ? inB : inA;
        if (newest.frame() == null) {
            return salvaged(hint, inA.unreadable() || inB.unreadable());
        }
        number = newest.frame().number();
        spared = isDurable(newest.file()) || other.frame() == null ? newest.file() : other.file();
        return newest.frame().state();
    }

    private Found read(Path file) {
        for (var reads = 1; ; reads++) {
            try {
                var bytes = fs.read(file);
                var frame = bytes.flatMap(StateFrame::decode).orElse(null);
                if (bytes.isPresent() && frame == null) {
                    LOG.warn("state file {} was not written whole", file.getFileName());
                }
                return new Found(file, frame, false);
            } catch (IOException e) {
                if (reads == READS) {
                    LOG.error("state file {} cannot be read: {}", file.getFileName(), e.getMessage());
                    return new Found(file, null, true);
                }
            }
        }
    }

    private DeviceState salvaged(Found hint, boolean unreadable) {
        if (hint.frame() != null) {
            LOG.error("both state files are lost; going on with what was confirmed last, until the goal comes again");
            number = hint.frame().number() + NUMBERS_SKIPPED;
            return hint.frame().state();
        }
        if (unreadable) {
            throw new UncheckedIOException(new IOException("the disk gives no state file in " + directory));
        }
        return DeviceState.FRESH;
    }

    /** A process killed before its sync leaves a state that can be read and that a power cut would still take. */
    private boolean isDurable(Path file) {
        try {
            fs.sync(file);
            fs.syncDirectory(directory);
            return true;
        } catch (IOException e) {
            LOG.warn("state file {} may not be durable: {}", file.getFileName(), e.getMessage());
            return false;
        }
    }

    private Path other(@Nullable Path file) {
        return a.equals(file) ? b : a;
    }

    /** After a failure the next save goes to the same file again. */
    @Override
    public synchronized void save(DeviceState state) throws UpdateFailure {
        var target = other(spared);
        var frame = new StateFrame(number + 1, state);
        try {
            fs.write(target, frame.encode());
            fs.sync(target);
            fs.syncDirectory(directory);
        } catch (IOException e) {
            throw StorageTrouble.of("state not saved", e);
        }
        spared = target;
        number++;
        lastGood.keep(frame);
    }
}
