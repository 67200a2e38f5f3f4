package io.modelferry.gallery;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** A field of two versions or three places in the form of the telemetry API, and the bytes of an update in the middle. */
@RestController
class StoryField {

    record Point(Instant at, double value) {}

    record Line(String key, List<Point> points) {}

    record Reply(List<Line> series) {}

    @GetMapping("/api/v1/telemetry/query")
    Reply query(
            @RequestParam String metric,
            @RequestParam("group-by") String group,
            @RequestParam Instant from,
            @RequestParam Instant to,
            @RequestParam Duration step) {
        var keys = switch (group) {
            case "site" -> List.of("gateway, north", "harbour");
            case "device-class" -> List.of("constrained", "standard");
            default -> List.of("1", "2");
        };
        return new Reply(IntStream.range(0, keys.size())
                .mapToObj(i -> new Line(keys.get(i), points(i, metric, from, to, step)))
                .toList());
    }

    @GetMapping("/api/v1/transfers")
    Reply transfers(@RequestParam Instant from, @RequestParam Instant to, @RequestParam Duration step) {
        return new Reply(List.of(
                sent("delta", 41_000, from, to, step),
                sent("full", 9_000, from, to, step),
                sent("saved", 52_000, from, to, step)));
    }

    private static Line sent(String key, double peak, Instant from, Instant to, Duration step) {
        var count = Duration.between(from, to).dividedBy(step);
        var half = count / 2.0;
        return new Line(
                key,
                IntStream.range(0, (int) count)
                        .filter(i -> Math.abs(i - half) < count / 6.0)
                        .mapToObj(i -> new Point(from.plus(step.multipliedBy(i)), peak * hill((i - half) / count)))
                        .toList());
    }

    private static double hill(double x) {
        return Math.round(100 * Math.exp(-90 * x * x)) / 100.0;
    }

    private static List<Point> points(int line, String metric, Instant from, Instant to, Duration step) {
        return IntStream.range(0, (int) Duration.between(from, to).dividedBy(step))
                .mapToObj(i -> new Point(from.plus(step.multipliedBy(i)), value(line, metric, i)))
                .toList();
    }

    private static double value(int line, String metric, int i) {
        var wave = Math.sin(i * 0.7 + line) + 0.6 * Math.sin(i * 0.23);
        return switch (metric) {
            case "accuracy" -> 0.93 + 0.028 * line + 0.006 * wave;
            case "labelled" -> 240 + 160 * line;
            case "latency-p50" -> 380 + 22 * line + 14 * wave;
            case "latency-p95" -> 640 + 40 * line + 60 * wave;
            case "latency-p99" -> 1010 + 90 * line + 110 * wave;
            case "error-rate" -> Math.max(0, 0.003 + 0.002 * line + 0.002 * wave);
            case "drift" -> 0.04 + 0.05 * line + 0.012 * wave;
            default -> 1240 + 300 * line + 90 * wave;
        };
    }
}
