package io.modelferry.cli.bench.agent;

import io.modelferry.agent.rehearsal.LayeredModel;
import io.modelferry.cli.bench.Figure;
import io.modelferry.cli.bench.Medians;
import io.modelferry.cli.bench.Steps;
import io.modelferry.cli.bench.WorkFolder;
import io.modelferry.delta.Sha256;
import io.modelferry.delta.generate.DeltaGenerator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;

/** Patches a model of 72 MB in a device's heap, as an update does it: base hashed, patched, result hashed, synced. */
final class PatchBench {

    private static final String HEAP = "16m";
    private static final int WARM = 8;
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
        var cold = new ArrayList<Double>();
        var warm = new ArrayList<Double>();
        for (var run = 1; run <= runs; run++) {
            steps.now("patching, run %d of %d".formatted(run, runs));
            cold.add(bytes / 1e6 / seconds(store, base, delta, wanted, bytes, 1));
            warm.add(bytes / 1e6 / seconds(store, base, delta, wanted, bytes, WARM));
        }
        return Figure.atLeast(
                "patch",
                "patch and verify in -Xmx" + HEAP,
                warm,
                "MB/s",
                250,
                "%.0f MB of model by %.1f MB of delta, the %dth time in a process; the first time %s MB/s"
                        .formatted(
                                bytes / 1e6,
                                Files.size(at(store, delta)) / 1e6,
                                WARM,
                                Figure.number(Medians.of(cold))));
    }

    private double seconds(Path store, Sha256 base, Sha256 delta, Sha256 wanted, long bytes, int times)
            throws IOException {
        var nanos = SmallJvm.number(
                agentPackage,
                work,
                HEAP,
                SmallJvm.PATCH_TIMES,
                store,
                base.hex(),
                delta.hex(),
                wanted.hex(),
                bytes,
                times);
        return nanos / 1e9;
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
