package io.modelferry.delta.apply;

import io.modelferry.delta.BaseMismatch;
import io.modelferry.delta.DeltaException;
import io.modelferry.delta.MalformedDelta;
import io.modelferry.delta.Progress;
import io.modelferry.delta.ResultMismatch;
import io.modelferry.delta.Sha256;
import io.modelferry.delta.codec.ZstdFrames;
import io.modelferry.delta.format.DeltaReader;
import io.modelferry.delta.format.FormatLimits;
import io.modelferry.delta.format.StagedFile;
import io.modelferry.delta.format.Staging;
import io.modelferry.delta.work.Crew;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Turns what the base holds into the target, or leaves nothing. Works chunk by chunk on several threads: memory does not grow with the model.
 * Holds no state; any number of threads may share one.
 */
public final class DeltaApplier {

    private static final int TARGET_LENGTH_FIELD = 28;
    private static final int MOST_THREADS = 2;
    private static final int ANY_LEVEL = 1;

    private final long maxTargetBytes;
    private final int threads;

    /** Rebuilds whatever the format holds, on both cores of a small device. */
    public DeltaApplier() {
        this(
                FormatLimits.MAX_SIDE_BYTES,
                Math.min(MOST_THREADS, Runtime.getRuntime().availableProcessors()));
    }

    /**
     * @param maxTargetBytes a delta that declares a longer target is refused before a byte is written: disks are finite
     * @param threads        that decode; each holds about 4 MB
     */
    public DeltaApplier(long maxTargetBytes, int threads) {
        this.maxTargetBytes = maxTargetBytes;
        this.threads = threads;
    }

    /**
     * Rebuilds the target beside its final place, proves it, and moves it there in one step; a file of that name is replaced.
     * Survives power loss: file and folder are flushed to the device before this returns.
     *
     * @param base   hashed through the very file handle that is patched from, while it is; nothing of the result is kept before both digests are
     *               known to hold; stays as it is
     * @param patch  its bytes should have been verified already; nothing is believed all the same
     * @param target may be {@code base} itself, which is then replaced at the end
     * @throws BaseMismatch   if the base is another file
     * @throws MalformedDelta if the delta breaks the format
     * @throws ResultMismatch if what was rebuilt is not what was promised
     * @throws IOException    if base, patch or disk fail; like every failure it leaves no output behind
     */
    public Applied apply(Path base, Path patch, Path target) throws DeltaException, IOException {
        return apply(base, patch, target, Progress.NONE);
    }

    public Applied apply(Path base, Path patch, Path target, Progress progress) throws DeltaException, IOException {
        try (var zstd = new ZstdFrames(ANY_LEVEL);
                var delta = DeltaReader.open(patch, zstd)) {
            return apply(base, delta, target, progress);
        }
    }

    /** As {@link #apply(Path, Path, Path)}, with the delta from a pipe. */
    public Applied apply(Path base, ReadableByteChannel patch, Path target, Progress progress)
            throws DeltaException, IOException {
        try (var zstd = new ZstdFrames(ANY_LEVEL);
                var delta = DeltaReader.open(patch, zstd)) {
            return apply(base, delta, target, progress);
        }
    }

    private Applied apply(Path base, DeltaReader delta, Path target, Progress progress)
            throws DeltaException, IOException {
        try (var staged = StagedFile.beside(target)) {
            var applied = rebuild(base, delta, new Output(staged), progress);
            staged.commit();
            return applied;
        }
    }

    /**
     * As {@link #apply(Path, Path, Path)}, but what was rebuilt stays in {@code partial} when the work is interrupted, by an exception or by a power
     * cut, and the next call goes on there at the last whole chunk. What {@code partial} holds is hashed again with the rest; if it turns out
     * to be wrong, the work starts over once.
     */
    public Applied applyResuming(Path base, Path patch, Path target, Path partial, Progress progress)
            throws DeltaException, IOException {
        try {
            return resume(base, patch, target, partial, progress);
        } catch (ResultMismatch e) {
            boolean wasResumed = e.resumed();
            if (!wasResumed) {
                throw e;
            }
            return resume(base, patch, target, partial, progress);
        }
    }

    private Applied resume(Path base, Path patch, Path target, Path partial, Progress progress)
            throws DeltaException, IOException {
        try (var zstd = new ZstdFrames(ANY_LEVEL);
                var delta = DeltaReader.open(patch, zstd);
                var staged = StagedFile.resuming(partial, target)) {
            try {
                var applied = rebuildOn(base, delta, staged, progress);
                staged.commit();
                return applied;
            } catch (DeltaException e) {
                staged.discard();
                throw e;
            }
        }
    }

    /**
     * Rebuilds the target in {@code staging} and proves it; the caller flushes it and puts it in its place. What {@code staging} holds already is
     * kept as far as it is whole chunks, and hashed again with the rest; if it turns out to be wrong, the work starts over once. After a failure
     * what {@code staging} holds is worth nothing. An unchecked exception of {@code staging} or {@code progress} ends the work and comes through.
     *
     * @return the digest of the bytes that {@code staging} was given or gave back, not the delta's claim
     */
    public Applied rebuild(Path base, Path patch, Staging staging, Progress progress)
            throws DeltaException, IOException {
        try {
            return rebuildOnce(base, patch, staging, progress);
        } catch (ResultMismatch e) {
            boolean wasResumed = e.resumed();
            if (!wasResumed) {
                throw e;
            }
            staging.truncate(0);
            return rebuildOnce(base, patch, staging, progress);
        }
    }

    private Applied rebuildOnce(Path base, Path patch, Staging staging, Progress progress)
            throws DeltaException, IOException {
        try (var zstd = new ZstdFrames(ANY_LEVEL);
                var delta = DeltaReader.open(patch, zstd)) {
            return rebuildOn(base, delta, staging, progress);
        }
    }

    /** Goes on with what {@code staging} holds. */
    private Applied rebuildOn(Path base, DeltaReader delta, Staging staging, Progress progress)
            throws DeltaException, IOException {
        staging.truncate(Math.min(staging.length(), delta.prologue().targetBytes())); // nothing more can be right
        var output = new Output(staging);
        try {
            return rebuild(base, delta, output, progress);
        } catch (ResultMismatch e) {
            throw output.kept() > 0 ? e.afterResuming() : e;
        }
    }

    /** Proves that the delta turns this base into what it promises, without writing a file. Throws what {@link #apply} throws. */
    public Applied verify(Path base, Path patch) throws DeltaException, IOException {
        return verify(base, patch, Progress.NONE);
    }

    public Applied verify(Path base, Path patch, Progress progress) throws DeltaException, IOException {
        try (var zstd = new ZstdFrames(ANY_LEVEL);
                var delta = DeltaReader.open(patch, zstd)) {
            return rebuild(base, delta, new Output(null), progress);
        }
    }

    private Applied rebuild(Path basePath, DeltaReader delta, Output output, Progress progress)
            throws DeltaException, IOException {
        var prologue = delta.prologue();
        requireWithinBounds(prologue.targetBytes());
        try (var base = FileChannel.open(basePath, StandardOpenOption.READ);
                var crew = new Crew(threads)) {
            var digest = crew.start(() -> Sha256.of(base));
            try {
                requireLength(base, prologue.baseBytes());
                new Reconstruction(delta, base, crew, output, progress).run();
            } catch (MalformedDelta | IOException e) {
                requireBase(crew.result(digest), prologue.base()); // a wrong base explains whatever went wrong
                throw e;
            }
            requireBase(crew.result(digest), prologue.base()); // never keep what was patched from what we do not know
            requireTarget(output.digest(), prologue.target()); // never keep what we cannot prove
            return new Applied(prologue.target(), output.count());
        }
    }

    private void requireWithinBounds(long targetBytes) throws MalformedDelta {
        if (targetBytes > maxTargetBytes) {
            throw new MalformedDelta(
                    TARGET_LENGTH_FIELD, "a target of %d bytes, allowed are %d".formatted(targetBytes, maxTargetBytes));
        }
    }

    private static void requireLength(FileChannel base, long expected) throws IOException {
        if (base.size() != expected) {
            throw new IOException("the base has %d bytes, the delta patches %d".formatted(base.size(), expected));
        }
    }

    private static void requireBase(Sha256 actual, Sha256 expected) throws BaseMismatch {
        if (!actual.equals(expected)) {
            throw new BaseMismatch(expected, actual);
        }
    }

    private static void requireTarget(Sha256 actual, Sha256 expected) throws ResultMismatch {
        if (!actual.equals(expected)) {
            throw new ResultMismatch(expected, actual);
        }
    }
}
