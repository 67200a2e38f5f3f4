package io.modelferry.control.telemetry;

import io.modelferry.control.platform.Refusal;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.Spoken;
import io.modelferry.protocol.VersionName;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Draws lines from the stored windows and their roll-ups. */
@Component
class StoredTelemetry implements Telemetry {

    private final JdbcTemplate sql;
    private final SignedFiles versions;
    private final Lines lines;

    StoredTelemetry(JdbcTemplate sql, SignedFiles versions, Lines lines) {
        this.sql = sql;
        this.versions = versions;
        this.lines = lines;
    }

    @Override
    public List<Series> series(ModelName model, @Nullable VersionName version, Metric metric, Range range) {
        var grouped = query(new Query(model, version, metric, GroupBy.VERSION, range, null, null));
        if (version != null && grouped.isEmpty()) {
            return List.of(new Series(version, List.of()));
        }
        return grouped.stream()
                .map(line -> new Series(new VersionName(line.key()), line.points()))
                .sorted((one, other) -> one.version().compareTo(other.version()))
                .toList();
    }

    @Override
    public List<Grouped> query(Query query) {
        check(query.range());
        return new TreeMap<>(lines.of(query, files(query)))
                .entrySet().stream()
                        .map(line -> new Grouped(line.getKey(), line.getValue()))
                        .toList();
    }

    private static void check(Range range) {
        var length = Duration.between(range.from(), range.to());
        require(length.isPositive(), "from", "must lie before to");
        var step = range.step();
        require(step.compareTo(Range.SHORTEST_STEP) >= 0, "step", "must be at least " + Spoken.of(Range.SHORTEST_STEP));
        require(step.compareTo(Range.LONGEST_STEP) <= 0, "step", "must be at most " + Spoken.of(Range.LONGEST_STEP));
        require(
                length.dividedBy(step) <= Range.MAX_POINTS,
                "step",
                "more than " + Range.MAX_POINTS + " points between from and to");
    }

    private static void require(boolean kept, String field, String words) {
        if (!kept) {
            throw Refusal.invalid("bad-range", field + ": " + words + ".").about(field);
        }
    }

    private Map<ArtifactDigest, VersionName> files(Query query) {
        return versions.of(query.model()).entrySet().stream()
                .filter(file -> query.version() == null || file.getValue().equals(query.version()))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
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
