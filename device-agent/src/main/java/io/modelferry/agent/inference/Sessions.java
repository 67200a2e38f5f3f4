package io.modelferry.agent.inference;

import io.modelferry.agent.inference.ExecutionProviders.Choice;
import io.modelferry.agent.update.ModelSlots.Slot;
import io.modelferry.agent.update.UpdateFailure;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.report.FailureCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Opens files as sessions, measures what that costs, and foresees what it would. */
final class Sessions implements AutoCloseable {

    private static final long NANOS_PER_MICRO = 1000;

    /** Left to the rest of the machine. */
    private static final long RESERVE_BYTES = 48L << 20;

    /** Of the file's length, where no session of the model was seen to open: the file as read, and the weights as laid out. */
    private static final int UNSEEN_FACTOR = 3;

    /** @param grownBytes by how much the process grew meanwhile */
    record Opened(LeasedSession session, Choice provider, long loadMicros, long fileBytes, long grownBytes) {}

    private final OnnxModels models;
    private final Function<ArtifactDigest, Path> files;
    private final Memory memory;
    private final SessionCloser closer = new SessionCloser();
    private final AtomicInteger open = new AtomicInteger();

    Sessions(OnnxModels models, Function<ArtifactDigest, Path> files, Memory memory) {
        this.models = models;
        this.files = files;
        this.memory = memory;
    }

    /** @throws UpdateFailure LOAD_FAILED, EXTERNAL_DATA or INCOMPATIBLE */
    Opened open(Slot slot) throws UpdateFailure {
        closer.awaitRoom();
        var file = files.apply(slot.digest());
        var resident = memory.residentBytes();
        var began = System.nanoTime();
        var loaded = models.load(file);
        var session = loaded.session().closedBy(this::close);
        var micros = (System.nanoTime() - began) / NANOS_PER_MICRO;
        open.incrementAndGet();
        return new Opened(
                session, loaded.provider(), micros, length(file), Math.max(0, memory.residentBytes() - resident));
    }

    private void close(Runnable session) {
        closer.execute(() -> {
            session.run();
            open.decrementAndGet();
        });
    }

    /** Those on their way out as well. */
    int open() {
        return open.get();
    }

    /** Whether a session of {@code next} fits in memory while {@code now} stays open. */
    boolean fitsBeside(@Nullable Opened now, Slot next) throws UpdateFailure {
        var length = length(files.apply(next.digest()));
        return expected(now, length) + RESERVE_BYTES <= memory.availableBytes();
    }

    /** The file while it is read, and as much again as the one that is open made of its own. */
    private static long expected(@Nullable Opened seen, long length) {
        if (seen == null || seen.grownBytes() == 0 || seen.fileBytes() == 0) {
            return UNSEEN_FACTOR * length;
        }
        return length + (long) ((double) seen.grownBytes() / seen.fileBytes() * length);
    }

    private static long length(Path file) throws UpdateFailure {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new UpdateFailure(FailureCode.LOAD_FAILED, "no such file: " + file.getFileName(), e);
        }
    }

    /** Waits for sessions on their way out. */
    @Override
    public void close() {
        closer.close();
    }
}
