package io.modelferry.control.telemetry;

import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.DeviceId;
import io.modelferry.protocol.ModelName;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Answers from the stored windows. Counts are over all of them; quantiles over the newest {@link #SKETCHES}. */
@Component
class StoredEvidence implements Evidence {

    static final int SKETCHES = 2000;

    private static final String OF_ARM = """
            from telemetry_window
            where model = ? and from_at >= ? and device_id = any(?) and (cardinality(?::text[]) = 0 or digest = any(?))""";

    /** Newest windows whose sketches are merged for all units of an arm. */
    static final int UNIT_SKETCHES = 20_000;

    private static final String WHERE_UNITS =
            "where model = ? and from_at >= ? and device_id = any(?) and digest = any(?)";

    private static final String OF_UNITS = "from telemetry_window " + WHERE_UNITS;

    private static final String SUMS = """
            select device_id, max(site), sum(inferences), sum(errors), sum(rejected), sum(labelled), sum(correct),
                coalesce(sum(shadow_compared), 0), coalesce(sum(shadow_agreed), 0), coalesce(sum(shadow_passed_over), 0)
            """;

    private final JdbcTemplate sql;
    private final AcceptanceRuns acceptance;

    StoredEvidence(JdbcTemplate sql, AcceptanceRuns acceptance) {
        this.sql = sql;
        this.acceptance = acceptance;
    }

    @Override
    public Sample sample(ModelName model, Set<ArtifactDigest> digests, Set<DeviceId> devices, Instant since) {
        var hexes = digests.stream().map(ArtifactDigest::hex).toArray(String[]::new);
        Object[] arm = {
            model.value(),
            Timestamp.from(since),
            devices.stream().map(DeviceId::value).toArray(String[]::new),
            hexes,
            hexes
        };
        var latency = latency(arm);
        return sql.query(
                        """
                        select count(distinct device_id), coalesce(sum(inferences), 0), coalesce(sum(errors), 0),
                            coalesce(sum(labelled), 0), coalesce(sum(correct), 0) """ + OF_ARM,
                        (row, number) -> new Sample(
                                row.getInt(1),
                                row.getLong(2),
                                row.getLong(3),
                                row.getLong(4),
                                row.getLong(5),
                                latency.micros(0.5),
                                latency.micros(0.95)),
                        arm)
                .getFirst();
    }

    private Latency latency(Object[] arm) {
        var latency = new Latency();
        sql.query(
                "select latency " + OF_ARM + " and length(latency) > 0 order by from_at desc limit " + SKETCHES,
                row -> {
                    latency.add(row.getBytes(1));
                },
                arm);
        return latency;
    }

    @Override
    public List<Unit> units(ModelName model, Set<ArtifactDigest> digests, Set<DeviceId> devices, Instant since) {
        Object[] arm = {
            model.value(),
            Timestamp.from(since),
            devices.stream().map(DeviceId::value).toArray(String[]::new),
            digests.stream().map(ArtifactDigest::hex).toArray(String[]::new)
        };
        var latencies = latencies(arm);
        var classes = histograms("class_counts", arm);
        var confidence = histograms("confidence", arm);
        return sql.query(
                SUMS + OF_UNITS + " group by device_id order by device_id",
                (row, number) -> new Unit(
                        new DeviceId(row.getString(1)),
                        row.getString(2),
                        row.getLong(3),
                        row.getLong(4),
                        row.getLong(5),
                        row.getLong(6),
                        row.getLong(7),
                        latencies.getOrDefault(row.getString(1), new Latency()),
                        classes.getOrDefault(row.getString(1), new long[0]),
                        confidence.getOrDefault(row.getString(1), new long[0]),
                        new Shadow(row.getLong(8), row.getLong(9), row.getLong(10))),
                arm);
    }

    @Override
    public List<AcceptanceRun> acceptance(ModelName model, Set<ArtifactDigest> digests, Set<DeviceId> devices) {
        return acceptance.of(model, digests, devices);
    }

    private Map<String, Latency> latencies(Object[] arm) {
        var latencies = new HashMap<String, Latency>();
        sql.query(
                "select device_id, latency " + OF_UNITS + " and length(latency) > 0 order by from_at desc limit "
                        + UNIT_SKETCHES,
                row -> {
                    latencies
                            .computeIfAbsent(row.getString(1), device -> new Latency())
                            .add(row.getBytes(2));
                },
                arm);
        return latencies;
    }

    private Map<String, long[]> histograms(String column, Object[] arm) {
        var histograms = new HashMap<String, long[]>();
        sql.query(
                "select device_id, place, sum(answers) from telemetry_window, unnest(" + column + ") with ordinality as"
                        + " counted(answers, place) " + WHERE_UNITS + " group by device_id, place",
                row -> {
                    var place = row.getInt(2);
                    var counts = histograms.getOrDefault(row.getString(1), new long[0]);
                    var longer = place > counts.length ? Arrays.copyOf(counts, place) : counts;
                    longer[place - 1] = row.getLong(3);
                    histograms.put(row.getString(1), longer);
                },
                arm);
        return histograms;
    }
}
