package io.modelferry.control.telemetry;

import io.modelferry.protocol.ModelName;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * Sums of windows by minute, hour and day. Whoever stores a window marks its minute as touched, in the same transaction;
 * {@link #roll} computes touched minutes afresh from their windows, then the hours and days around them. So a late window is
 * taken in whenever it comes, and rolling twice changes nothing.
 * <p>Marks are only ever added by writers and only removed here, those that were seen: a mark that is committed meanwhile stays
 * for the next time.
 */
@Component
class Rollups {

    private static final long ONE_AT_A_TIME = 0x726f6c6c_7570L; // "rollup"

    private static final String TAKE = """
            delete from telemetry_touched where minute < ? returning model, digest, minute""";

    private static final String KEEP = "insert into telemetry_rollup (span, bucket, model, digest, site, device_class, "
            + Bucket.SUMS + ") values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
            + " on conflict (model, digest, span, bucket, site, device_class) do update set ("
            + Bucket.SUMS + ") = ("
            + Bucket.SUMS.replaceAll("(\\w+)", "excluded.$1") + ")";

    private static final String WINDOWS =
            "select from_at, site, device_class, inferences, errors, rejected, failed_in_swap,"
                    + " labelled, correct, drift * inferences, case when drift is not null then inferences end, latency, class_counts,"
                    + " confidence from telemetry_window where model = ? and digest = ? and from_at >= ? and from_at < ?";

    private static final String PARTS = "select bucket, site, device_class, " + Bucket.SUMS
            + " from telemetry_rollup where span = ? and model = ? and digest = ? and bucket >= ? and bucket < ?";

    private final JdbcTemplate sql;
    private final InstantSource clock;

    Rollups(JdbcTemplate sql, InstantSource clock) {
        this.sql = sql;
        this.clock = clock;
    }

    /** A file of a model, by name: what a signed list once knew stays summable. */
    private record Subject(String model, String digest) {}

    /**
     * Takes in every touched minute that is over. In the caller's transaction; of several control planes one at a time, so that no
     * older sum is written over a newer one.
     */
    void roll() {
        if (!Boolean.TRUE.equals(
                sql.queryForObject("select pg_try_advisory_xact_lock(?)", Boolean.class, ONE_AT_A_TIME))) {
            return;
        }
        var touched = new HashMap<Subject, Set<Instant>>();
        sql.query(
                TAKE,
                row -> {
                    touched.computeIfAbsent(new Subject(row.getString(1), row.getString(2)), file -> new TreeSet<>())
                            .add(row.getTimestamp(3).toInstant());
                },
                Timestamp.from(Span.MINUTE.floor(clock.instant())));
        touched.forEach((file, minutes) -> {
            for (var span : Span.values()) {
                minutes.stream().map(span::floor).distinct().forEach(start -> sum(file, span, start));
            }
        });
    }

    private void sum(Subject file, Span span, Instant start) {
        var buckets = new HashMap<Place, Bucket>();
        var end = Timestamp.from(start.plus(span.length()));
        var parts = span.parts();
        if (parts == null) {
            read(WINDOWS, buckets, file.model(), file.digest(), Timestamp.from(start), end);
        } else {
            read(PARTS, buckets, parts.seconds(), file.model(), file.digest(), Timestamp.from(start), end);
        }
        var rows = buckets.entrySet().stream()
                .map(one -> one.getValue().values(span, start, file.model(), file.digest(), one.getKey()))
                .toList();
        sql.batchUpdate(KEEP, rows);
    }

    private void read(String select, Map<Place, Bucket> buckets, Object... arguments) {
        sql.query(
                select,
                row -> {
                    var place = new Place(row.getString(2), row.getString(3));
                    buckets.computeIfAbsent(place, at -> new Bucket()).add(row, 4);
                },
                arguments);
    }

    /** Before this instant, which a minute begins at, the roll-ups of the model hold every window. */
    Instant rolledUntil(ModelName model) {
        var now = Span.MINUTE.floor(clock.instant());
        return sql
                .query(
                        "select min(minute) from telemetry_touched where model = ?",
                        (row, number) -> row.getTimestamp(1),
                        model.value())
                .stream()
                .filter(Objects::nonNull)
                .map(Timestamp::toInstant)
                .filter(now::isAfter)
                .findFirst()
                .orElse(now);
    }

    void drop(Duration retention) {
        sql.update(
                "delete from telemetry_rollup where bucket < ?",
                Timestamp.from(Span.DAY.floor(clock.instant().minus(retention))));
    }
}
