package io.modelferry.control.telemetry;

import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.DeviceId;
import io.modelferry.protocol.ModelName;
import java.sql.Timestamp;
import java.time.Instant;
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

    private final JdbcTemplate sql;

    StoredEvidence(JdbcTemplate sql) {
        this.sql = sql;
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
}
