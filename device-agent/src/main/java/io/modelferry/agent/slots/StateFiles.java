package io.modelferry.agent.slots;

import io.modelferry.agent.update.DeviceState;
import io.modelferry.agent.update.Slots;
import io.modelferry.agent.update.UpdateFailure;
import io.modelferry.protocol.report.FailureCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Two state files, A and B. A save overwrites the one that does not hold the newest state, so that a cut at any instant leaves
 * the other whole.
 */
public final class StateFiles implements Slots {

    private static final Logger LOG = LoggerFactory.getLogger(StateFiles.class);

    private final AgentFs fs;
    private final Path directory;
    private final Path a;
    private final Path b;
    private final Path versions;
    private @Nullable Path newest;
    private long number;

    /** @param directory exists */
    public StateFiles(AgentFs fs, Path directory) {
        this.fs = fs;
        this.directory = directory;
        this.a = directory.resolve("A");
        this.b = directory.resolve("B");
        this.versions = directory.resolve("versions.json");
    }

    @Override
    public synchronized DeviceState load() {
        var inA = read(a);
        var inB = read(b);
        var best = inB.isEmpty()
                        || (inA.isPresent() && inA.get().number() > inB.get().number())
                ? inA
                : inB;
        if (best.isEmpty()) {
            return DeviceState.FRESH;
        }
        newest = best.equals(inA) ? a : b;
        number = best.get().number();
        return best.get().state();
    }

    private Optional<StateFrame> read(Path file) {
        try {
            var bytes = fs.read(file);
            var frame = bytes.flatMap(StateFrame::decode);
            if (bytes.isPresent() && frame.isEmpty()) {
                LOG.warn("state file {} was not written whole", file.getFileName());
            }
            return frame;
        } catch (IOException e) {
            throw new UncheckedIOException("the state cannot be read", e);
        }
    }

    @Override
    public synchronized void save(DeviceState state) throws UpdateFailure {
        var other = a.equals(newest) ? b : a;
        try {
            fs.write(other, new StateFrame(number + 1, state).encode());
            fs.sync(other);
            fs.syncDirectory(directory);
        } catch (IOException e) {
            throw new UpdateFailure(FailureCode.STORAGE_FAILED, "state not saved: " + e.getMessage(), e);
        }
        newest = other;
        number++;
    }

    @Override
    public Optional<byte[]> versions() {
        try {
            return fs.read(versions);
        } catch (IOException unreadable) {
            LOG.warn("the kept list of versions cannot be read: {}", unreadable.getMessage());
            return Optional.empty();
        }
    }

    @Override
    public void keepVersions(byte[] envelope) throws UpdateFailure {
        var incoming = directory.resolve("versions.json.new");
        try {
            fs.write(incoming, envelope);
            fs.sync(incoming);
            fs.move(incoming, versions);
            fs.syncDirectory(directory);
        } catch (IOException e) {
            throw new UpdateFailure(FailureCode.STORAGE_FAILED, "list of versions not kept: " + e.getMessage(), e);
        }
    }
}
