package io.modelferry.gallery;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Wavy lines in the form of the telemetry API; version 3 has been there for a minute and is worse. */
@RestController
@RequestMapping("/api/v1/telemetry")
class StorySeries {

    record Point(Instant at, double value) {}

    record Series(String version, List<Point> points) {}

    record Reply(List<Series> series) {}

    @GetMapping("/series")
    Reply series(@RequestParam String metric, @RequestParam Instant to) {
        return new Reply(IntStream.rangeClosed(1, 3)
                .mapToObj(version -> new Series(String.valueOf(version), points(version, metric, to)))
                .toList());
    }

    private static List<Point> points(int version, String metric, Instant to) {
        var length = version == 3 ? 12 : 110;
        return IntStream.range(0, length)
                .mapToObj(i -> new Point(to.minus(Duration.ofSeconds(5L * (length - i))), value(version, metric, i)))
                .toList();
    }

    private static double value(int version, String metric, int i) {
        var wave = Math.sin(i * 0.7 + version) + 0.6 * Math.sin(i * 0.23);
        return switch (metric) {
            case "accuracy" -> (version == 3 ? 0.86 : 0.955 + version * 0.006) + 0.006 * wave;
            case "latency-p50" -> 380 + 22 * version + 14 * wave;
            case "latency-p95" -> 640 + 40 * version + 60 * wave;
            default -> 240 + 30 * wave;
        };
    }
}
