package io.modelferry.cli.bench;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** How results look in rows. */
final class BenchGrids {

    /** Marks what was measured in slices. */
    static final String SLICED = "*";

    private static final String NOTHING = "-";

    private BenchGrids() {}

    static Grid ours(List<PairResult> results) {
        return new Grid(
                List.of(
                        "PAIR",
                        "KIND",
                        "NEW",
                        "OURS",
                        "SHARE",
                        "BEST PEER",
                        "RATIO",
                        "DIFF MB/s",
                        "APPLY MB/s",
                        "APPLY MB (-Xmx" + ChildJvm.DEVICE.heap() + ")",
                        "DIFF MB (-Xmx" + ChildJvm.SERVER.heap() + ")"),
                results.stream().map(BenchGrids::row).toList());
    }

    private static List<String> row(PairResult result) {
        var own = result.measured();
        return List.of(
                result.pair().name(),
                result.pair().kind() + (result.pair().moved() ? ", moved" : ""),
                Long.toString(result.newBytes()),
                own.map(o -> Long.toString(o.bytes())).orElse("failed"),
                own.map(o -> percent(result.share(o.bytes()))).orElse(NOTHING),
                result.best()
                        .map(best -> best.peer() + " " + percent(result.share(best.bytes())))
                        .orElse(NOTHING),
                result.ratio().map(ratio -> number(ratio, 3)).orElse(NOTHING),
                result.diffMegabytesPerSecond().map(speed -> number(speed, 0)).orElse(NOTHING),
                result.applyMegabytesPerSecond().map(speed -> number(speed, 0)).orElse(NOTHING),
                own.map(o -> lean(o.applyOnce())).orElse(NOTHING),
                own.map(o -> lean(o.diffOnce())).orElse(NOTHING));
    }

    private static String lean(OurOutcome.Lean lean) {
        if (!lean.sufficed()) {
            return "too little heap";
        }
        return lean.peakAnonBytes() == 0 ? "ok" : number(lean.peakAnonBytes() / 1e6, 1);
    }

    /** A column a peer: its share of the new file, and its seconds. Every result holds the same peers, in the order of {@code names}. */
    static Grid peers(List<PairResult> results, List<String> names) {
        return new Grid(
                Stream.concat(Stream.of("PAIR"), names.stream()).toList(),
                results.stream().map(BenchGrids::cells).toList());
    }

    private static List<String> cells(PairResult result) {
        var outcomes = result.peers().values().stream().map(outcome -> cell(result, outcome));
        return Stream.concat(Stream.of(result.pair().name()), outcomes).toList();
    }

    private static String cell(PairResult result, PeerOutcome outcome) {
        return switch (outcome) {
            case PeerOutcome.Measured measured ->
                "%8s%s%9s"
                        .formatted(
                                percent(result.share(measured.bytes())),
                                measured.sliced() ? SLICED : " ",
                                number(measured.took().toMillis() / 1e3, 1) + " s");
            case PeerOutcome.TimedOut late -> ">" + late.limit().toSeconds() + " s";
            case PeerOutcome.TooLong tooLong -> "above " + (tooLong.limitBytes() >> 20) + " MiB";
            case PeerOutcome.Failed _ -> "failed";
        };
    }

    static Grid summary(Summary summary) {
        return new Grid(
                List.of("SUMMARY", "MEASURED", "TARGET", "MET", "OF"),
                summary.lines().stream()
                        .map(line -> List.of(
                                line.what(),
                                Double.isNaN(line.measured()) ? NOTHING : figure(line.measured()),
                                target(line),
                                Double.isNaN(line.measured()) ? NOTHING : line.met() ? "yes" : "no",
                                line.detail()))
                        .toList());
    }

    private static String target(Summary.Line line) {
        return switch (line.goal()) {
            case AT_MOST -> line.target() == 0 ? "none" : "≤ " + figure(line.target());
            case AT_LEAST -> "≥ " + figure(line.target());
        };
    }

    private static String figure(double value) {
        return number(value, value == Math.rint(value) ? 0 : value < 10 ? 3 : 1);
    }

    private static String percent(double share) {
        return number(100 * share, 2) + " %";
    }

    private static String number(double value, int decimals) {
        return String.format(Locale.ROOT, "%." + decimals + "f", value);
    }
}
