package io.modelferry.control.telemetry;

import io.modelferry.control.delivery.UplinkReceived;
import io.modelferry.control.telemetry.Evidence.AcceptanceRun;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.DeviceId;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.ProtocolJson;
import io.modelferry.protocol.Topics.Channel;
import io.modelferry.protocol.report.UpdateEvent;
import java.sql.Timestamp;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * Keeps what files showed in their acceptance runs on the devices themselves, the newest run of each file on each device. The other
 * listener to events is the rollout room, which moves deployments by them.
 */
@Component
class AcceptanceRuns {

    private final JdbcTemplate sql;

    AcceptanceRuns(JdbcTemplate sql) {
        this.sql = sql;
    }

    /** In the transaction of the uplink: the device forgets the event once it is committed. */
    @EventListener
    void on(UplinkReceived uplink) {
        if (uplink.channel() == Channel.EVENTS) {
            keep(uplink.device(), ProtocolJson.read(uplink.payload(), UpdateEvent.class));
        }
    }

    private void keep(DeviceId device, UpdateEvent event) {
        var run = event.acceptance();
        if (run == null) {
            return;
        }
        sql.update(
                """
                insert into telemetry_acceptance as kept
                    (device_id, model, digest, at, cases, labelled, correct, class_counts)
                values (?, ?, ?, ?, ?, ?, ?, ?)
                on conflict (model, digest, device_id) do update set at = excluded.at, cases = excluded.cases,
                    labelled = excluded.labelled, correct = excluded.correct, class_counts = excluded.class_counts
                where kept.at <= excluded.at""",
                device.value(),
                event.model().value(),
                event.digest().hex(),
                Timestamp.from(event.at()),
                run.cases(),
                run.labelled(),
                run.correct(),
                run.classCounts().toArray(Long[]::new));
    }

    List<AcceptanceRun> of(ModelName model, Set<ArtifactDigest> digests, Set<DeviceId> devices) {
        return sql.query(
                """
                select device_id, digest, labelled, correct, class_counts from telemetry_acceptance
                where model = ? and digest = any(?) and device_id = any(?) order by device_id, digest""",
                (row, number) -> new AcceptanceRun(
                        new DeviceId(row.getString(1)),
                        new ArtifactDigest(row.getString(2)),
                        row.getInt(3),
                        row.getInt(4),
                        Arrays.stream((Long[]) row.getArray(5).getArray())
                                .mapToLong(Long::longValue)
                                .toArray()),
                model.value(),
                digests.stream().map(ArtifactDigest::hex).toArray(String[]::new),
                devices.stream().map(DeviceId::value).toArray(String[]::new));
    }
}
