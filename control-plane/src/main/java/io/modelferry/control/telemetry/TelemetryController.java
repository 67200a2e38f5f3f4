package io.modelferry.control.telemetry;

import io.modelferry.control.platform.Refusal;
import io.modelferry.control.telemetry.Telemetry.GroupBy;
import io.modelferry.control.telemetry.Telemetry.Grouped;
import io.modelferry.control.telemetry.Telemetry.Metric;
import io.modelferry.control.telemetry.Telemetry.Query;
import io.modelferry.control.telemetry.Telemetry.Range;
import io.modelferry.control.telemetry.Telemetry.Series;
import io.modelferry.control.telemetry.Telemetry.Totals;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Field data over HTTP, for charts and summaries. */
@RestController
@RequestMapping("/api/v1/telemetry")
class TelemetryController {

    private static final Duration LAST = Duration.ofMinutes(10);
    private static final int POINTS = 120;

    private final Telemetry telemetry;
    private final InstantSource clock;

    TelemetryController(Telemetry telemetry, InstantSource clock) {
        this.telemetry = telemetry;
        this.clock = clock;
    }

    /** @param metric as it was asked for */
    record SeriesReply(ModelName model, String metric, Instant from, Instant to, Duration step, List<Series> series) {}

    /** The last ten minutes in at most 120 steps, if nothing else is asked for. */
    @GetMapping("/series")
    @PreAuthorize("hasRole('VIEWER')")
    SeriesReply series(
            @RequestParam String model,
            @RequestParam(required = false) @Nullable String version,
            @RequestParam String metric,
            @RequestParam(required = false) @Nullable Instant from,
            @RequestParam(required = false) @Nullable Instant to,
            @RequestParam(required = false) @Nullable Duration step) {
        var range = range(from, to, step);
        var name = new ModelName(model);
        var series = telemetry.series(name, version == null ? null : new VersionName(version), metric(metric), range);
        return new SeriesReply(name, metric, range.from(), range.to(), range.step(), series);
    }

    /** @param groupBy as it was asked for */
    record QueryReply(
            ModelName model,
            String metric,
            String groupBy,
            Instant from,
            Instant to,
            Duration step,
            List<Grouped> series) {}

    /** One line a version, class or site; the last ten minutes in at most 120 steps, if nothing else is asked for. */
    @GetMapping("/query")
    @PreAuthorize("hasRole('VIEWER')")
    QueryReply query(
            @RequestParam String model,
            @RequestParam(required = false) @Nullable String version,
            @RequestParam String metric,
            @RequestParam(name = "group-by", defaultValue = "version") String groupBy,
            @RequestParam(required = false) @Nullable String site,
            @RequestParam(name = "class", required = false) @Nullable String deviceClass,
            @RequestParam(required = false) @Nullable Instant from,
            @RequestParam(required = false) @Nullable Instant to,
            @RequestParam(required = false) @Nullable Duration step) {
        var range = range(from, to, step);
        var name = new ModelName(model);
        var series = telemetry.query(new Query(
                name,
                version == null ? null : new VersionName(version),
                metric(metric),
                choice("group-by", "unknown-group", GroupBy.values(), groupBy),
                range,
                site,
                deviceClass));
        return new QueryReply(name, metric, groupBy, range.from(), range.to(), range.step(), series);
    }

    /** Sums since an instant, an hour ago if none is given. */
    @GetMapping("/totals")
    @PreAuthorize("hasRole('VIEWER')")
    Totals totals(@RequestParam String model, @RequestParam(required = false) @Nullable Instant since) {
        return telemetry.totals(
                new ModelName(model), since == null ? clock.instant().minus(Duration.ofHours(1)) : since);
    }

    private Range range(@Nullable Instant from, @Nullable Instant to, @Nullable Duration step) {
        var end = to == null ? clock.instant() : to;
        var start = from == null ? end.minus(LAST) : from;
        var seconds = Math.max(1, Duration.between(start, end).toSeconds() / POINTS);
        return new Range(start, end, step == null ? Duration.ofSeconds(seconds) : step);
    }

    private static Metric metric(String name) {
        return choice("metric", "unknown-metric", Metric.values(), name);
    }

    private static <E extends Enum<E>> E choice(String field, String code, E[] choices, String word) {
        return Arrays.stream(choices)
                .filter(one -> word(one).equals(word))
                .findFirst()
                .orElseThrow(() -> Refusal.invalid(
                        code,
                        field + ": one of "
                                + Arrays.stream(choices)
                                        .map(TelemetryController::word)
                                        .collect(Collectors.joining(", "))
                                + "."));
    }

    /** {@code latency-p50} for {@code LATENCY_P50}. */
    private static String word(Enum<?> choice) {
        return choice.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
