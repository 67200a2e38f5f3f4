package io.modelferry.delta.apply;

import io.modelferry.delta.BaseMismatch;
import io.modelferry.delta.DeltaException;
import io.modelferry.delta.MalformedDelta;
import io.modelferry.delta.ResultMismatch;
import io.modelferry.delta.Sha256;
import io.modelferry.delta.codec.ByteSink;
import io.modelferry.delta.codec.Workbench;
import io.modelferry.delta.format.DeltaFile;
import io.modelferry.delta.format.FormatLimits;
import io.modelferry.delta.format.StagedFile;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Turns what the base holds into the target, or leaves nothing. Works chunk by chunk: memory does not grow with the model.
 * Holds no state; any number of threads may share one.
 */
public final class DeltaApplier {

    private static final int TARGET_LENGTH_FIELD = 28;

    private final long maxTargetBytes;

    /** Rebuilds whatever the format holds. */
    public DeltaApplier() {
        this(FormatLimits.MAX_SIDE_BYTES);
    }

    /** @param maxTargetBytes a delta that declares a longer target is refused before a byte is written: disks are finite */
    public DeltaApplier(long maxTargetBytes) {
        this.maxTargetBytes = maxTargetBytes;
    }

    /**
     * Rebuilds the target beside its final place, proves it, and moves it there in one step; a file of that name is replaced.
     * Survives power loss: file and folder are flushed to the device before this returns.
     *
     * @param base   hashed right before it is patched, through the very file handle that is then read; stays as it is
     * @param patch  its bytes should have been verified already; nothing is believed all the same
     * @param target may be {@code base} itself, which is then replaced at the end
     * @throws BaseMismatch   if the base is another file
     * @throws MalformedDelta if the delta breaks the format
     * @throws ResultMismatch if what was rebuilt is not what was promised
     * @throws IOException    if base, patch or disk fail; like every failure it leaves no output behind
     */
    public Applied apply(Path base, Path patch, Path target) throws DeltaException, IOException {
        try (var staged = StagedFile.beside(target)) {
            var applied = rebuild(base, patch, staged::write);
            staged.commit();
            return applied;
        }
    }

    /** Proves that the delta turns this base into what it promises, without writing a file. Throws what {@link #apply} throws. */
    public Applied verify(Path base, Path patch) throws DeltaException, IOException {
        return rebuild(base, patch, (bytes, offset, count) -> {});
    }

    private Applied rebuild(Path basePath, Path patch, ByteSink sink) throws DeltaException, IOException {
        try (var workbench = new Workbench();
                var delta = DeltaFile.open(patch, workbench.zstd());
                var base = FileChannel.open(basePath, StandardOpenOption.READ)) {
            var prologue = delta.prologue();
            requireWithinBounds(prologue.targetBytes());
            requireBase(base, prologue.base()); // never patch what we do not know
            var target = new HashingSink(sink);
            new Reconstruction(delta, base, workbench, target).run();
            requireTarget(target.digest(), prologue.target()); // never keep what we cannot prove
            return new Applied(prologue.target(), target.count());
        }
    }

    private void requireWithinBounds(long targetBytes) throws MalformedDelta {
        if (targetBytes > maxTargetBytes) {
            throw new MalformedDelta(
                    TARGET_LENGTH_FIELD, "a target of %d bytes, allowed are %d".formatted(targetBytes, maxTargetBytes));
        }
    }

    private static void requireBase(FileChannel base, Sha256 expected) throws BaseMismatch, IOException {
        var actual = Sha256.of(base);
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
