package io.modelferry.control.incident;

import io.modelferry.control.telemetry.Telemetry;
import io.modelferry.control.telemetry.Telemetry.GroupBy;
import io.modelferry.control.telemetry.Telemetry.Metric;
import io.modelferry.control.telemetry.Telemetry.Query;
import io.modelferry.control.telemetry.Telemetry.Range;
import io.modelferry.protocol.ModelName;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import org.springframework.stereotype.Component;

/** The model in the field around an incident. */
@Component
class FieldPart {

    private static final Duration AROUND = Duration.ofHours(1);

    /** The finest of these that fits is drawn. */
    private static final List<Duration> STEPS = List.of(
            Duration.ofMinutes(1),
            Duration.ofMinutes(5),
            Duration.ofMinutes(30),
            Duration.ofHours(1),
            Duration.ofHours(6),
            Duration.ofDays(1));

    private final Telemetry telemetry;
    private final InstantSource clock;

    FieldPart(Telemetry telemetry, InstantSource clock) {
        this.telemetry = telemetry;
        this.clock = clock;
    }

    /** From an hour before the rollout's start to an hour after its last incident, or to now. */
    void write(ModelName model, Instant begin, Instant incident, Parts parts) throws IOException {
        var range = range(begin, incident);
        parts.part("telemetry.csv", out -> {
            put(out, Csv.line("metric", "version", "at", "step_seconds", "value"));
            for (var metric : Metric.values()) {
                draw(model, metric, range, out);
            }
        });
    }

    private void draw(ModelName model, Metric metric, Range range, OutputStream out) throws IOException {
        var word = metric.name().toLowerCase(Locale.ROOT);
        for (var line : telemetry.query(new Query(model, null, metric, GroupBy.VERSION, range, null, null))) {
            for (var point : line.points()) {
                put(out, Csv.line(word, line.key(), point.at(), range.step().toSeconds(), point.value()));
            }
        }
    }

    private Range range(Instant begin, Instant incident) {
        var now = clock.instant();
        var end = incident.plus(AROUND).isAfter(now) ? now : incident.plus(AROUND);
        var latest = end.truncatedTo(ChronoUnit.MINUTES);
        var earliest = begin.minus(AROUND);
        var step = STEPS.stream()
                .filter(one -> Duration.between(earliest, latest).dividedBy(one) < Range.MAX_POINTS)
                .findFirst()
                .orElse(STEPS.getLast());
        var longest = step.multipliedBy(Range.MAX_POINTS - 1L);
        var from = earliest.isBefore(latest.minus(longest)) ? latest.minus(longest) : earliest;
        return new Range(floor(from, step), latest, step);
    }

    /** Whole steps since the epoch, as roll-ups begin. */
    private static Instant floor(Instant at, Duration step) {
        return Instant.ofEpochSecond(Math.floorDiv(at.getEpochSecond(), step.toSeconds()) * step.toSeconds());
    }

    private static void put(OutputStream out, String line) throws IOException {
        out.write(line.getBytes(StandardCharsets.UTF_8));
    }
}
