package io.modelferry.delta.generate;

import io.modelferry.delta.DeltaReport;
import io.modelferry.delta.Progress;
import io.modelferry.delta.work.Crew;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes the delta that turns one file into another. The same pair gives the same bytes, always, on any number of threads. Files that are no ONNX
 * models are as welcome: they are cut into plain pieces. Holds no state; any number of threads may share one.
 */
public final class DeltaGenerator {

    private static final int MOST_THREADS = 8;

    private final int threads;
    private final Effort effort;

    public DeltaGenerator() {
        this(Effort.NORMAL);
    }

    /** On all cores, eight at most. */
    public DeltaGenerator(Effort effort) {
        this(Math.min(MOST_THREADS, Runtime.getRuntime().availableProcessors()), effort);
    }

    /** @param threads that code; each holds about 16 MB */
    public DeltaGenerator(int threads) {
        this(threads, Effort.NORMAL);
    }

    public DeltaGenerator(int threads, Effort effort) {
        this.threads = threads;
        this.effort = effort;
    }

    /**
     * Reads base and target more than once; they must not change meanwhile.
     *
     * @param patch replaced if it exists; on failure it is as it was. Not flushed to the device: what a power cut takes is made again
     * @throws IllegalArgumentException if a file is longer than {@link io.modelferry.delta.format.FormatLimits#MAX_SIDE_BYTES}
     */
    public DeltaReport generate(Path base, Path target, Path patch) throws IOException {
        return generate(base, target, patch, Progress.NONE);
    }

    public DeltaReport generate(Path base, Path target, Path patch, Progress progress) throws IOException {
        return generate(List.of(new From(base, patch)), target, progress).getFirst();
    }

    /** A base to start from, and where its delta goes. */
    public record From(Path base, Path patch) {}

    /**
     * Writes a delta from each of several bases in one pass over the target: it is hashed, cut and sampled once, and each tensor is coded against all
     * bases before the next is looked at.
     *
     * @return one for each base, in order; on failure no patch has changed
     */
    public List<DeltaReport> generate(List<From> froms, Path target, Progress progress) throws IOException {
        try (var crew = new Crew(threads);
                var side = Side.open(target, crew)) {
            var makings = new ArrayList<Making>();
            try {
                for (var from : froms) {
                    makings.add(Making.start(from, side, crew, effort));
                }
                make(makings, side, progress);
                var reports = new ArrayList<DeltaReport>();
                for (var making : makings) {
                    reports.add(making.finish());
                }
                for (var making : makings) {
                    making.moveIntoPlace();
                }
                return List.copyOf(reports);
            } finally {
                for (var making : makings) {
                    making.close();
                }
            }
        }
    }

    private static void make(List<Making> makings, Side target, Progress progress) throws IOException {
        for (int i = 0; i < target.sections(); i++) {
            for (var making : makings) {
                making.section(i);
            }
            progress.at(target.endOf(i), target.length());
        }
    }
}
