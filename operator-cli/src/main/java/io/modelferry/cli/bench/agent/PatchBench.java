package io.modelferry.cli.bench.agent;

import io.modelferry.agent.rehearsal.LayeredModel;
import io.modelferry.cli.bench.Steps;
import io.modelferry.cli.bench.WorkFolder;
import io.modelferry.delta.Sha256;
import io.modelferry.delta.generate.DeltaGenerator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;

/** Patches a model of 100 MB in a device's heap, as an update does it: base hashed, patched, result hashed, synced. */
final class PatchBench {

    private static final String HEAP = "16m";
    private static final int[] WIDTHS = {256, 2900, 2900, 2900, 128};

    private final Path agentPackage;
    private final WorkFolder work;
    private final Steps steps;

    PatchBench(Path agentPackage, WorkFolder work, Steps steps) {
        this.agentPackage = agentPackage;
        this.work = work;
        this.steps = steps;
    }

    Figure run(int runs) throws IOException {
        steps.now("a delta of a large model");
        var store = Files.createDirectories(work.file("store"));
        var base = kept(store, Files.write(work.file("base"), new LayeredModel(WIDTHS, 1).bytes()));
        var target = Files.write(work.file("target"), new LayeredModel(WIDTHS, 2).bytes());
        var patch = work.file("patch");
        new DeltaGenerator().generate(at(store, base), target, patch);
        var delta = kept(store, patch);
        var wanted = Sha256.of(target);
        var bytes = Files.size(target);
        var speeds = new ArrayList<Double>();
        for (var run = 1; run <= runs; run++) {
            steps.now("patching, run %d of %d".formatted(run, runs));
            Files.deleteIfExists(at(store, wanted));
            var nanos = SmallJvm.number(
                    agentPackage, work, HEAP, SmallJvm.PATCH_ONCE, store, base.hex(), delta.hex(), wanted.hex(), bytes);
            speeds.add(bytes / 1e6 / (nanos / 1e9));
        }
        return Figure.atLeast(
                "patch",
                "patch and verify in -Xmx" + HEAP,
                speeds,
                "MB/s",
                250,
                "%.0f MB of model by %.1f MB of delta, each in a new process"
                        .formatted(bytes / 1e6, Files.size(at(store, delta)) / 1e6));
    }

    private static Sha256 kept(Path store, Path file) throws IOException {
        var digest = Sha256.of(file);
        Files.createDirectories(at(store, digest).getParent());
        Files.move(file, at(store, digest));
        return digest;
    }

    /** As the agent's store lays files out. */
    private static Path at(Path store, Sha256 digest) {
        return store.resolve("sha256").resolve(digest.hex().substring(0, 2)).resolve(digest.hex());
    }
}
