package io.modelferry.control.telemetry;

import io.modelferry.control.platform.Refusal;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Draws series from the stored windows. */
@Component
class StoredTelemetry implements Telemetry {

    /** The newest windows whose sketches are merged for one series. */
    private static final int SKETCHES = 20_000;

    private static final String BUCKET = "date_bin(make_interval(secs => ?), from_at, timestamptz 'epoch')";

    private final JdbcTemplate sql;
    private final VersionNames versions;

    StoredTelemetry(JdbcTemplate sql, VersionNames versions) {
        this.sql = sql;
        this.versions = versions;
    }

    @Override
    public List<Series> series(ModelName model, @Nullable VersionName version, Metric metric, Range range) {
        check(range);
        var names = versions.of(model);
        var series = new ArrayList<Series>();
        for (var name : version == null ? new TreeSet<>(names.values()) : List.of(version)) {
            var points = points(model, digests(names, name), metric, range);
            if (version != null || !points.isEmpty()) {
                series.add(new Series(name, points));
            }
        }
        return series;
    }

    private static void check(Range range) {
        var length = java.time.Duration.between(range.from(), range.to());
        if (!length.isPositive() || !range.step().isPositive()) {
            throw Refusal.invalid("bad-range", "from, to, step: from must lie before to, and step be above zero.");
        }
        if (length.dividedBy(range.step()) > Range.MAX_POINTS) {
            throw Refusal.invalid("bad-range", "step: more than " + Range.MAX_POINTS + " points between from and to.");
        }
    }

    private static String[] digests(Map<ArtifactDigest, VersionName> names, VersionName version) {
        return names.entrySet().stream()
                .filter(entry -> entry.getValue().equals(version))
                .map(entry -> entry.getKey().hex())
                .toArray(String[]::new);
    }

    private List<Point> points(ModelName model, String[] digests, Metric metric, Range range) {
        return switch (metric) {
            case ACCURACY -> summed(model, digests, range, "sum(correct)::float8 / nullif(sum(labelled), 0)");
            case INFERENCES -> summed(model, digests, range, "sum(inferences)::float8");
            case ERRORS -> summed(model, digests, range, "sum(errors)::float8");
            case FAILED_IN_SWAP -> summed(model, digests, range, "sum(failed_in_swap)::float8");
            case DEVICES -> summed(model, digests, range, "count(distinct device_id)::float8");
            case LATENCY_P50 -> quantiles(model, digests, range, 0.5);
            case LATENCY_P95 -> quantiles(model, digests, range, 0.95);
        };
    }

    private List<Point> summed(ModelName model, String[] digests, Range range, String value) {
        return sql.query(
                "select " + BUCKET + " as bucket, " + value + " as value from telemetry_window"
                        + " where model = ? and digest = any(?) and from_at >= ? and from_at < ?"
                        + " group by bucket having " + value + " is not null order by bucket",
                (row, number) -> new Point(row.getTimestamp(1).toInstant(), row.getDouble(2)),
                range.step().toMillis() / 1000.0,
                model.value(),
                digests,
                Timestamp.from(range.from()),
                Timestamp.from(range.to()));
    }

    private List<Point> quantiles(ModelName model, String[] digests, Range range, double quantile) {
        var buckets = new HashMap<Instant, Latency>();
        sql.query(
                "select " + BUCKET + " as bucket, latency from telemetry_window"
                        + " where model = ? and digest = any(?) and from_at >= ? and from_at < ? and length(latency) > 0"
                        + " order by from_at desc limit " + SKETCHES,
                row -> {
                    buckets.computeIfAbsent(row.getTimestamp(1).toInstant(), at -> new Latency())
                            .add(row.getBytes(2));
                },
                range.step().toMillis() / 1000.0,
                model.value(),
                digests,
                Timestamp.from(range.from()),
                Timestamp.from(range.to()));
        return new TreeMap<>(buckets)
                .entrySet().stream()
                        .map(bucket ->
                                new Point(bucket.getKey(), bucket.getValue().micros(quantile)))
                        .toList();
    }

    @Override
    public Totals totals(ModelName model, Instant since) {
        return sql.query(
                        """
                        select count(distinct device_id), coalesce(sum(inferences), 0), coalesce(sum(errors), 0),
                            coalesce(sum(rejected), 0), coalesce(sum(failed_in_swap), 0), coalesce(sum(labelled), 0),
                            coalesce(sum(correct), 0)
                        from telemetry_window where model = ? and from_at >= ?""",
                        (row, number) -> new Totals(
                                row.getInt(1),
                                row.getLong(2),
                                row.getLong(3),
                                row.getLong(4),
                                row.getLong(5),
                                row.getLong(6),
                                row.getLong(7)),
                        model.value(),
                        Timestamp.from(since))
                .getFirst();
    }
}
