package io.modelferry.control.telemetry;

import io.modelferry.control.telemetry.Telemetry.GroupBy;
import io.modelferry.control.telemetry.Telemetry.Grouped;
import io.modelferry.control.telemetry.Telemetry.Metric;
import io.modelferry.control.telemetry.Telemetry.Query;
import io.modelferry.control.telemetry.Telemetry.Series;
import io.modelferry.control.telemetry.Telemetry.Totals;
import io.modelferry.protocol.ModelName;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Field data over HTTP, for charts and summaries. */
@RestController
@RequestMapping("/api/v1/telemetry")
class TelemetryController {

    private static final Duration LAST = Duration.ofHours(1);
    private static final String CSV = "text/csv;charset=UTF-8";

    private final Telemetry telemetry;
    private final Asked asked;
    private final InstantSource clock;

    TelemetryController(Telemetry telemetry, Asked asked, InstantSource clock) {
        this.telemetry = telemetry;
        this.asked = asked;
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
        var range = Asked.range(from, to, step, clock.instant());
        var name = asked.model(model);
        var series = telemetry.series(name, asked.version(name, version), Asked.metric(metric), range);
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
    @GetMapping(path = "/query", params = "format!=csv", produces = MediaType.APPLICATION_JSON_VALUE)
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
            @RequestParam(required = false) @Nullable Duration step,
            @RequestParam(defaultValue = "json") String format) {
        Asked.choice("format", "unknown-format", Format.values(), format);
        var query = question(model, version, Asked.metric(metric), groupBy, site, deviceClass, from, to, step);
        var range = query.range();
        return new QueryReply(
                query.model(), metric, groupBy, range.from(), range.to(), range.step(), telemetry.query(query));
    }

    private enum Format {
        JSON,
        CSV
    }

    /** The same as rows, for who asks for {@code text/csv} or says {@code format=csv}; here {@code metric} may be several. */
    @GetMapping(path = "/query", produces = CSV)
    @PreAuthorize("hasRole('VIEWER')")
    String csv(
            @RequestParam String model,
            @RequestParam(required = false) @Nullable String version,
            @RequestParam String metric,
            @RequestParam(name = "group-by", defaultValue = "version") String groupBy,
            @RequestParam(required = false) @Nullable String site,
            @RequestParam(name = "class", required = false) @Nullable String deviceClass,
            @RequestParam(required = false) @Nullable Instant from,
            @RequestParam(required = false) @Nullable Instant to,
            @RequestParam(required = false) @Nullable Duration step) {
        var metrics = Asked.metrics(metric);
        var query = question(model, version, metrics.getFirst(), groupBy, site, deviceClass, from, to, step);
        return LinesCsv.of(query.groupBy(), metrics, one -> telemetry.query(query.of(one)));
    }

    private Query question(
            String model,
            @Nullable String version,
            Metric metric,
            String groupBy,
            @Nullable String site,
            @Nullable String deviceClass,
            @Nullable Instant from,
            @Nullable Instant to,
            @Nullable Duration step) {
        var name = asked.model(model);
        return new Query(
                name,
                asked.version(name, version),
                metric,
                Asked.choice("group-by", "unknown-group", GroupBy.values(), groupBy),
                Asked.range(from, to, step, clock.instant()),
                Asked.place("site", site),
                Asked.place("class", deviceClass));
    }

    /** Sums since an instant, an hour ago if none is given. */
    @GetMapping("/totals")
    @PreAuthorize("hasRole('VIEWER')")
    Totals totals(@RequestParam String model, @RequestParam(required = false) @Nullable Instant since) {
        var start = since == null ? clock.instant().minus(LAST) : Asked.time("since", since);
        return telemetry.totals(asked.model(model), start);
    }
}
