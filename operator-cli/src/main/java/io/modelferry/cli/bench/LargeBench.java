package io.modelferry.cli.bench;

import io.modelferry.cli.text.ByteSize;
import io.modelferry.cli.text.Units;
import io.modelferry.delta.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * One pair of huge files: a delta made with a server's heap, applied with a device's. Files are deleted afterwards.
 *
 * @param work the folder whose disk must hold four such files
 */
record LargeBench(ByteSize size, Path work, Steps steps) {

    /** Old, new, and either a patch with its staging or a patch with the rebuilt file. */
    private static final int FILES_AT_ONCE = 4;

    LargeResult run() throws IOException {
        try (var folder = WorkFolder.below(work)) {
            requireDisk(FILES_AT_ONCE * size.bytes());
            var plan = LargePlan.of(size.bytes());
            var old = written(plan.old(), folder.file("large.old"));
            var current = written(plan.current(), folder.file("large.new"));
            return measure(plan, old, current, folder);
        } finally {
            steps.end();
        }
    }

    private void requireDisk(long neededBytes) throws IOException {
        var free = Files.getFileStore(work).getUsableSpace();
        if (free < neededBytes) {
            throw new IOException("files of %s need %s of free disk in %s, there are %s; --bytes takes less"
                    .formatted(Units.bytes(size.bytes()), Units.bytes(neededBytes), work, Units.bytes(free)));
        }
    }

    private Path written(List<LargePlan.Piece> pieces, Path file) throws IOException {
        steps.now("writing " + file.getFileName());
        try (var out = Files.newOutputStream(file)) {
            for (var piece : pieces) {
                piece.writeTo(out);
            }
        }
        return file;
    }

    private LargeResult measure(LargePlan plan, Path old, Path current, WorkFolder folder) throws IOException {
        var patch = folder.file("large.patch");
        var out = folder.file("large.out");
        steps.now("making the delta in -Xmx" + ChildJvm.SERVER.heap());
        var diff = ChildJvm.SERVER.watch(folder, DiffOnce.class, old, current, patch);
        if (!diff.well()) {
            return new LargeResult.Failed("making the delta in -Xmx" + ChildJvm.SERVER.heap(), diff);
        }
        steps.now("applying it in -Xmx" + ChildJvm.DEVICE.heap());
        var apply = ChildJvm.DEVICE.watch(folder, ApplyOnce.class, old, patch, out);
        if (!apply.well()) {
            return new LargeResult.Failed("applying the delta in -Xmx" + ChildJvm.DEVICE.heap(), apply);
        }
        steps.now("comparing digests");
        return new LargeResult.Measured(
                Files.size(old),
                Files.size(current),
                Files.size(patch),
                plan.freshBytes(),
                diff,
                apply,
                Sha256.of(current),
                Sha256.of(out));
    }
}
