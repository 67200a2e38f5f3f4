package io.modelferry.cli.bench;

import io.modelferry.delta.DeltaException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;

/**
 * Measures our engine on a pair: warmed up, then {@code runs} times; once more in small JVMs whose memory is watched.
 *
 * @param warmUp not counted
 * @param runs   an odd number has a true median
 */
record OurMeasurement(OurEngine engine, Duration warmUp, int runs, Steps steps) {

    OurOutcome of(CorpusPair pair, WorkFolder work) throws IOException {
        var files = new Places(pair.old(), pair.current(), work.file("ours.patch"), work.file("ours.out"));
        try {
            return measure(pair, files, work);
        } catch (DeltaException | IllegalArgumentException | IllegalStateException e) {
            return new OurOutcome.Failed(String.valueOf(e.getMessage()));
        } finally {
            Files.deleteIfExists(files.patch());
            Files.deleteIfExists(files.out());
        }
    }

    private record Places(Path old, Path current, Path patch, Path out) {}

    private OurOutcome measure(CorpusPair pair, Places files, WorkFolder work) throws DeltaException, IOException {
        steps.now(pair.name() + ": ours, warming up");
        warmUp(files);
        var diffs = new ArrayList<Duration>();
        var applies = new ArrayList<Duration>();
        for (var run = 1; run <= runs; run++) {
            steps.now("%s: ours, run %d of %d".formatted(pair.name(), run, runs));
            diffs.add(diff(files));
            applies.add(apply(files));
        }
        var bytes = Files.size(files.patch());
        steps.now(pair.name() + ": ours, in small JVMs");
        return new OurOutcome.Measured(
                bytes,
                Medians.ofDurations(diffs),
                Medians.ofDurations(applies),
                diffOnce(files, work),
                applyOnce(files, work));
    }

    private void warmUp(Places files) throws DeltaException, IOException {
        var spent = Duration.ZERO;
        while (spent.compareTo(warmUp) < 0) {
            spent = spent.plus(diff(files)).plus(apply(files));
        }
    }

    private Duration diff(Places files) throws DeltaException, IOException {
        Files.deleteIfExists(files.patch()); // to replace a file waits for the device
        var began = System.nanoTime();
        engine.diff(files.old(), files.current(), files.patch());
        return Duration.ofNanos(System.nanoTime() - began);
    }

    private Duration apply(Places files) throws DeltaException, IOException {
        Files.deleteIfExists(files.out());
        var began = System.nanoTime();
        engine.apply(files.old(), files.patch(), files.out());
        var took = Duration.ofNanos(System.nanoTime() - began);
        requireNewFile(files);
        return took;
    }

    private static void requireNewFile(Places files) throws IOException {
        var at = Files.mismatch(files.out(), files.current());
        if (at >= 0) {
            throw new IllegalStateException("what was rebuilt differs from the new file at byte " + at);
        }
    }

    private static OurOutcome.Lean applyOnce(Places files, WorkFolder work) throws IOException {
        Files.deleteIfExists(files.out());
        var ended = ChildJvm.DEVICE.watch(work, ApplyOnce.class, files.old(), files.patch(), files.out());
        if (ended.well()) {
            requireNewFile(files);
        }
        return new OurOutcome.Lean(ChildJvm.DEVICE.heap(), ended.well(), ended.peakAnonBytes());
    }

    private static OurOutcome.Lean diffOnce(Places files, WorkFolder work) throws IOException {
        var ended = ChildJvm.SERVER.watch(work, DiffOnce.class, files.old(), files.current(), work.file("once.patch"));
        Files.deleteIfExists(work.file("once.patch"));
        return new OurOutcome.Lean(ChildJvm.SERVER.heap(), ended.well(), ended.peakAnonBytes());
    }
}
