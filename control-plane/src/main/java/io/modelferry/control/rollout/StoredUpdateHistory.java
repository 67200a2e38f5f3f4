package io.modelferry.control.rollout;

import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.DeviceId;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.ProtocolJson;
import io.modelferry.protocol.report.FailureCode;
import io.modelferry.protocol.report.UpdateEvent.Swap;
import io.modelferry.protocol.report.UpdateState;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads back what {@link DeviceEventRows} stored. */
@Component
class StoredUpdateHistory implements UpdateHistory {

    private final JdbcClient sql;

    StoredUpdateHistory(JdbcClient sql) {
        this.sql = sql;
    }

    @Override
    public List<ToldStep> of(DeviceId device, int limit) {
        return sql.sql("""
                select * from rollout_device_event where device_id = ? order by received_at desc, seq desc limit ?""")
                .params(device.value(), limit)
                .query(StoredUpdateHistory::step)
                .list();
    }

    private static ToldStep step(ResultSet row, int number) throws SQLException {
        var failure = row.getString("failure");
        var log = read(row.getString("log"), String[].class);
        return new ToldStep(
                row.getTimestamp("at").toInstant(),
                row.getTimestamp("received_at").toInstant(),
                row.getLong("generation"),
                new ModelName(row.getString("model")),
                new ArtifactDigest(row.getString("digest")),
                UpdateState.valueOf(row.getString("state")),
                failure == null ? null : FailureCode.valueOf(failure),
                row.getString("detail"),
                log == null ? List.of() : List.of(log),
                read(row.getString("swap"), Swap.class));
    }

    private static <T> @Nullable T read(@Nullable String json, Class<T> type) {
        return json == null ? null : ProtocolJson.read(json.getBytes(StandardCharsets.UTF_8), type);
    }
}
