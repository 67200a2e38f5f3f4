package io.modelferry.cli.bench;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** What the whole run comes to, each figure beside its target. */
record Summary(List<Line> lines) {

    static final double MOVED_TARGET = 0.69;
    static final double CORPUS_TARGET = 0.45;

    /** Where next to nothing changed, the last bytes shall not carry the whole mean. */
    static final double RATIO_FLOOR = 0.05;

    private static final double LOSS_FACTOR = 1.02;
    private static final long LOSS_SLACK_BYTES = 2048;
    private static final double DIFF_TARGET = 200;
    private static final double APPLY_TARGET = 250;
    private static final double MEMORY_TARGET = 80;

    /**
     * One figure.
     *
     * @param key      stable, for machines
     * @param measured not a number if there was nothing to measure
     * @param detail   what a reader needs beside the figure, or nothing
     */
    record Line(String key, String what, double measured, Goal goal, double target, String detail) {

        boolean met() {
            return switch (goal) {
                case AT_MOST -> measured <= target;
                case AT_LEAST -> measured >= target;
            };
        }
    }

    enum Goal {
        AT_MOST,
        AT_LEAST
    }

    Summary {
        lines = List.copyOf(lines);
    }

    static Summary of(List<PairResult> results) {
        var moved = results.stream().filter(result -> result.pair().moved()).toList();
        var losses = results.stream().filter(Summary::isLoss).map(Summary::name).toList();
        var failures = results.stream()
                .filter(result -> result.measured().isEmpty())
                .map(Summary::name)
                .toList();
        return new Summary(List.of(
                new Line(
                        "movedRatio",
                        "ours / best peer, geometric mean, pairs with moved weights",
                        Medians.geometricMean(all(moved, PairResult::ratio)),
                        Goal.AT_MOST,
                        MOVED_TARGET,
                        count(moved)),
                new Line(
                        "corpusRatio",
                        "ours / best peer, geometric mean, all pairs, each ≥ " + RATIO_FLOOR,
                        Medians.geometricMean(floored(all(results, PairResult::ratio))),
                        Goal.AT_MOST,
                        CORPUS_TARGET,
                        count(results)),
                none("losses", "pairs above 1.02 × best peer + 2 KiB", losses),
                none("failures", "pairs that we could not measure", failures),
                new Line(
                        "diffMegabytesPerSecond",
                        "diff, median MB/s of the new model",
                        Medians.of(all(results, PairResult::diffMegabytesPerSecond)),
                        Goal.AT_LEAST,
                        DIFF_TARGET,
                        ""),
                new Line(
                        "applyMegabytesPerSecond",
                        "apply, median MB/s of the new model",
                        Medians.of(all(results, PairResult::applyMegabytesPerSecond)),
                        Goal.AT_LEAST,
                        APPLY_TARGET,
                        ""),
                new Line(
                        "applyPeakMegabytes",
                        "apply in -Xmx" + ChildJvm.DEVICE.heap() + ", greatest RssAnon in MB",
                        greatest(all(
                                results,
                                result -> result.measured()
                                        .map(own -> own.applyOnce().peakAnonBytes() / 1e6))),
                        Goal.AT_MOST,
                        MEMORY_TARGET,
                        ""),
                none(
                        "tooLittleHeap",
                        "pairs that -Xmx" + ChildJvm.DEVICE.heap() + " was too little for",
                        starved(results))));
    }

    static boolean isLoss(PairResult result) {
        return result.measured()
                .flatMap(own -> result.best().map(best -> own.bytes() > LOSS_FACTOR * best.bytes() + LOSS_SLACK_BYTES))
                .orElse(false);
    }

    private static List<String> starved(List<PairResult> results) {
        return results.stream()
                .filter(result -> result.measured()
                        .map(own -> !own.applyOnce().sufficed())
                        .orElse(false))
                .map(Summary::name)
                .toList();
    }

    private static Line none(String key, String what, List<String> names) {
        return new Line(key, what, names.size(), Goal.AT_MOST, 0, String.join(", ", names));
    }

    private static List<Double> all(List<PairResult> results, Function<PairResult, Optional<Double>> figure) {
        return results.stream().map(figure).flatMap(Optional::stream).toList();
    }

    private static List<Double> floored(List<Double> ratios) {
        return ratios.stream().map(ratio -> Math.max(RATIO_FLOOR, ratio)).toList();
    }

    private static double greatest(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).max().orElse(Double.NaN);
    }

    private static String count(List<PairResult> results) {
        return Integer.toString(all(results, PairResult::ratio).size());
    }

    private static String name(PairResult result) {
        return result.pair().name();
    }
}
