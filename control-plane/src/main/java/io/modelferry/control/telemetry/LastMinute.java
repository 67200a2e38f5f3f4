package io.modelferry.control.telemetry;

import io.modelferry.control.telemetry.FleetStats.LatencyMicros;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Sums up the windows that started in the last minute. */
@Component
class LastMinute implements FieldStats {

    private static final Duration LAST = Duration.ofMinutes(1);

    private final JdbcTemplate sql;
    private final SignedFiles versions;

    LastMinute(JdbcTemplate sql, SignedFiles versions) {
        this.sql = sql;
        this.versions = versions;
    }

    private record Version(ModelName model, VersionName name) {}

    @Override
    public List<FleetStats> at(Instant now) {
        return fresh(now).entrySet().stream()
                .map(version -> stats(version.getKey(), version.getValue(), now))
                .toList();
    }

    /** Versions with windows in the last minute, and their digests. */
    private Map<Version, List<ArtifactDigest>> fresh(Instant now) {
        var fresh = new HashMap<Version, List<ArtifactDigest>>();
        sql.query(
                "select distinct model, digest from telemetry_window where from_at >= ? and from_at <= ?",
                row -> {
                    var model = new ModelName(row.getString(1));
                    var digest = new ArtifactDigest(row.getString(2));
                    var name = versions.of(model).get(digest);
                    if (name != null) {
                        fresh.computeIfAbsent(new Version(model, name), version -> new ArrayList<>())
                                .add(digest);
                    }
                },
                Timestamp.from(now.minus(LAST)),
                Timestamp.from(now));
        return fresh;
    }

    private FleetStats stats(Version version, List<ArtifactDigest> digests, Instant now) {
        var latency = new Latency();
        Object[] selection = {
            version.model().value(),
            digests.stream().map(ArtifactDigest::hex).toArray(String[]::new),
            Timestamp.from(now.minus(LAST)),
            Timestamp.from(now)
        };
        var where = " from telemetry_window where model = ? and digest = any(?) and from_at >= ? and from_at <= ?";
        sql.query(
                "select latency" + where + " limit " + StoredEvidence.SKETCHES,
                row -> {
                    latency.add(row.getBytes(1));
                },
                selection);
        return sql.query(
                        "select count(distinct device_id), sum(inferences), sum(errors), sum(rejected), sum(failed_in_swap),"
                                + " sum(labelled), sum(correct)" + where,
                        (row, number) -> new FleetStats(
                                FleetStats.SCHEMA,
                                version.model(),
                                version.name(),
                                now,
                                LAST.toSeconds(),
                                row.getInt(1),
                                row.getLong(2),
                                row.getLong(3),
                                row.getLong(4),
                                row.getLong(5),
                                row.getLong(6),
                                row.getLong(7),
                                row.getLong(6) == 0 ? null : (double) row.getLong(7) / row.getLong(6),
                                new LatencyMicros(latency.micros(0.5), latency.micros(0.95), latency.micros(0.99))),
                        selection)
                .getFirst();
    }
}
