package io.modelferry.cli.bench;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** A report for machines: bytes are bytes, spans of time are seconds, shares are of 1. */
public final class BenchJson {

    private BenchJson() {}

    static String of(BenchReport report) {
        return written(fields(
                "setting", report.setting(),
                "pairs", report.results().stream().map(BenchJson::pair).toList(),
                "peers", report.settings(),
                "absent", report.absent(),
                "summary",
                        report.summary().lines().stream().map(BenchJson::line).toList()));
    }

    public static String written(Map<String, @Nullable Object> fields) {
        return JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(fields);
    }

    private static Map<String, @Nullable Object> pair(PairResult result) {
        return fields(
                "name", result.pair().name(),
                "kind", result.pair().kind(),
                "moved", result.pair().moved(),
                "about", result.pair().about(),
                "oldBytes", result.oldBytes(),
                "newBytes", result.newBytes(),
                "ours", ours(result),
                "best", result.best().orElse(null),
                "ratio", result.ratio().orElse(null),
                "loss", Summary.isLoss(result),
                "peers", peers(result));
    }

    private static Map<String, @Nullable Object> ours(PairResult result) {
        return switch (result.ours()) {
            case OurOutcome.Failed failed -> fields("failed", failed.reason());
            case OurOutcome.Measured own ->
                fields(
                        "bytes", own.bytes(),
                        "share", result.share(own.bytes()),
                        "diffSeconds", seconds(own.diff()),
                        "applySeconds", seconds(own.apply()),
                        "diffMegabytesPerSecond",
                                result.diffMegabytesPerSecond().orElse(null),
                        "applyMegabytesPerSecond",
                                result.applyMegabytesPerSecond().orElse(null),
                        "applyOnce", own.applyOnce(),
                        "diffOnce", own.diffOnce());
        };
    }

    private static Map<String, Object> peers(PairResult result) {
        var peers = new LinkedHashMap<String, Object>();
        result.peers().forEach((name, outcome) -> peers.put(name, peer(result, outcome)));
        return peers;
    }

    private static Map<String, @Nullable Object> peer(PairResult result, PeerOutcome outcome) {
        return switch (outcome) {
            case PeerOutcome.Measured measured ->
                fields(
                        "bytes", measured.bytes(),
                        "share", result.share(measured.bytes()),
                        "seconds", seconds(measured.took()),
                        "sliced", measured.sliced());
            case PeerOutcome.TimedOut late ->
                fields("timedOutAfterSeconds", late.limit().toSeconds());
            case PeerOutcome.TooLong tooLong -> fields("notAboveBytes", tooLong.limitBytes());
            case PeerOutcome.Failed failed -> fields("failed", failed.reason());
        };
    }

    private static Map<String, @Nullable Object> line(Summary.Line line) {
        var nothing = Double.isNaN(line.measured());
        return fields(
                "key", line.key(),
                "what", line.what(),
                "measured", nothing ? null : line.measured(),
                "goal", line.goal().name(),
                "target", line.target(),
                "met", nothing ? null : line.met(),
                "detail", line.detail());
    }

    private static double seconds(Duration span) {
        return span.toNanos() / 1e9;
    }

    /** @param namesAndValues name, value, name, value … */
    public static Map<String, @Nullable Object> fields(@Nullable Object... namesAndValues) {
        var fields = new LinkedHashMap<String, @Nullable Object>();
        for (var i = 0; i < namesAndValues.length; i += 2) {
            fields.put(String.valueOf(namesAndValues[i]), namesAndValues[i + 1]);
        }
        return fields;
    }
}
