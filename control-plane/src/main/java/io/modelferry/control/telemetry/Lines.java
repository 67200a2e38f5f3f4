package io.modelferry.control.telemetry;

import io.modelferry.control.telemetry.Cover.Piece;
import io.modelferry.control.telemetry.Telemetry.Metric;
import io.modelferry.control.telemetry.Telemetry.Point;
import io.modelferry.control.telemetry.Telemetry.Query;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.VersionName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** One metric's points, a line a group, computed in one statement over roll-ups and what is not rolled up yet. */
@Component("telemetryLines") // rollout has lines too
class Lines {

    /** The newest sketches that are merged for one answer. */
    private static final int SKETCHES = 20_000;

    private static final String BUCKET = "date_bin(make_interval(secs => ?), at, timestamptz 'epoch')";

    private final JdbcTemplate sql;
    private final Rollups rollups;

    Lines(JdbcTemplate sql, Rollups rollups) {
        this.sql = sql;
        this.rollups = rollups;
    }

    /** @param files whose windows count, and the version of each */
    Map<String, List<Point>> of(Query query, Map<ArtifactDigest, VersionName> files) {
        var source = new Source(query, files, pieces(query));
        return switch (query.metric()) {
            case ACCURACY -> summed(source, "sum(correct)::float8 / nullif(sum(labelled), 0)");
            case INFERENCES -> summed(source, "sum(inferences)::float8");
            case ERRORS -> summed(source, "sum(errors)::float8");
            case ERROR_RATE -> summed(source, "sum(errors)::float8 / nullif(sum(inferences) + sum(errors), 0)");
            case FAILED_IN_SWAP -> summed(source, "sum(failed_in_swap)::float8");
            case LABELLED -> summed(source, "sum(labelled)::float8");
            case DRIFT -> summed(source, "sum(drift_sum) / nullif(sum(drift_answers), 0)");
            case DEVICES -> summed(source, "count(distinct device_id)::float8");
            case LATENCY_P50 -> quantiles(source, 0.5);
            case LATENCY_P95 -> quantiles(source, 0.95);
            case LATENCY_P99 -> quantiles(source, 0.99);
        };
    }

    /** Devices are told apart in raw windows only. */
    private List<Piece> pieces(Query query) {
        return query.metric() == Metric.DEVICES
                ? Cover.raw(query.range())
                : Cover.of(query.range(), rollups.rolledUntil(query.model()));
    }

    private Map<String, List<Point>> summed(Source source, String value) {
        var lines = new HashMap<String, List<Point>>();
        sql.query(
                "select " + BUCKET + " as bucket, " + source.key() + " as line, " + value + " as value" + source.from()
                        + " group by bucket, line having " + value + " is not null order by bucket",
                row -> {
                    lines.computeIfAbsent(row.getString(2), key -> new ArrayList<>())
                            .add(new Point(row.getTimestamp(1).toInstant(), row.getDouble(3)));
                },
                source.arguments());
        return lines;
    }

    private Map<String, List<Point>> quantiles(Source source, double quantile) {
        var lines = new HashMap<String, Map<Instant, Latency>>();
        sql.query(
                "select " + BUCKET + " as bucket, " + source.key() + " as line, latency" + source.from()
                        + " and length(latency) > 0 order by at desc limit " + SKETCHES,
                row -> {
                    lines.computeIfAbsent(row.getString(2), key -> new TreeMap<>())
                            .computeIfAbsent(row.getTimestamp(1).toInstant(), at -> new Latency())
                            .add(row.getBytes(3));
                },
                source.arguments());
        return lines.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, line -> points(line.getValue(), quantile)));
    }

    private static List<Point> points(Map<Instant, Latency> buckets, double quantile) {
        return buckets.entrySet().stream()
                .map(bucket -> new Point(bucket.getKey(), bucket.getValue().micros(quantile)))
                .toList();
    }

    /** The from-clause of a query, and its arguments after the step's. */
    private record Source(Query query, Map<ArtifactDigest, VersionName> files, List<Piece> pieces) {

        String key() {
            return switch (query.groupBy()) {
                case VERSION -> "named.version";
                case DEVICE_CLASS -> "device_class";
                case SITE -> "site";
            };
        }

        String from() {
            return " from (" + pieces.stream().map(Piece::select).collect(Collectors.joining(" union all "))
                    + ") as told join unnest(?::text[], ?::text[]) as named(digest, version) using (digest) where model = ?"
                    + (query.site() == null ? "" : " and site = ?")
                    + (query.deviceClass() == null ? "" : " and device_class = ?");
        }

        Object[] arguments() {
            var arguments = new ArrayList<Object>();
            arguments.add(query.range().step().toMillis() / 1000.0);
            pieces.forEach(piece -> arguments.addAll(piece.arguments(query.model())));
            arguments.add(files.keySet().stream().map(ArtifactDigest::hex).toArray(String[]::new));
            arguments.add(files.values().stream().map(VersionName::value).toArray(String[]::new));
            arguments.add(query.model().value());
            if (query.site() != null) {
                arguments.add(query.site());
            }
            if (query.deviceClass() != null) {
                arguments.add(query.deviceClass());
            }
            return arguments.toArray();
        }
    }
}
