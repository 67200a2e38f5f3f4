package io.modelferry.control.rollout;

import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.DeviceId;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads it off the deployments, which stay for as long as their rollout does. */
@Component
class StoredGivers implements Givers {

    private final JdbcClient sql;

    StoredGivers(JdbcClient sql) {
        this.sql = sql;
    }

    @Override
    public Optional<RolloutId> gave(DeviceId device, ArtifactDigest digest, Instant until) {
        return sql.sql("""
                select rollout_id from rollout_deployment where device_id = ? and digest = ? and assigned_at <= ?
                 order by assigned_at desc limit 1""")
                .params(device.value(), digest.hex(), Timestamp.from(until))
                .query(String.class)
                .optional()
                .map(RolloutId::new);
    }
}
