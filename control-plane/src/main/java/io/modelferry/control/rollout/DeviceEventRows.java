package io.modelferry.control.rollout;

import io.modelferry.protocol.DeviceId;
import io.modelferry.protocol.ProtocolJson;
import io.modelferry.protocol.report.UpdateEvent;
import java.nio.charset.StandardCharsets;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The table of device events. */
@Component
class DeviceEventRows {

    private final JdbcTemplate template;
    private final JdbcClient sql;

    DeviceEventRows(JdbcTemplate template, JdbcClient sql) {
        this.template = template;
        this.sql = sql;
    }

    /** @return false if it was here before */
    boolean store(DeviceId device, UpdateEvent event, Instant receivedAt) {
        var failure = event.failure();
        var stored = template.update(
                """
                insert into rollout_device_event
                    (device_id, boot, seq, at, received_at, generation, model, digest, state, failure, detail, log, swap,
                     applied)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, false) on conflict do nothing""",
                device.value(),
                event.boot(),
                event.seq(),
                Timestamp.from(event.at()),
                Timestamp.from(receivedAt),
                event.generation(),
                event.model().value(),
                event.digest().hex(),
                event.state().name(),
                failure == null ? null : failure.name(),
                event.detail(),
                json(event.log()),
                json(event.swap()));
        return stored == 1;
    }

    private static @Nullable String json(@Nullable Object value) {
        return value == null ? null : new String(ProtocolJson.write(value), StandardCharsets.UTF_8);
    }

    void applied(DeviceId device, UpdateEvent event, RolloutId rollout) {
        sql.sql("""
                update rollout_device_event set applied = true, rollout_id = ?
                where device_id = ? and boot = ? and seq = ?""")
                .params(rollout.value(), device.value(), event.boot(), event.seq())
                .update();
    }

    /** The highest number up to which no event of the boot is missing; 0 if the first one is. */
    long contiguous(DeviceId device, UUID boot) {
        return sql.sql("""
                with known as (
                    select coalesce(max(up_to), 0) as up_to from rollout_event_ack where device_id = :device and boot = :boot),
                fresh as (
                    select seq, row_number() over (order by seq) as place from rollout_device_event, known
                    where device_id = :device and boot = :boot and seq > known.up_to)
                insert into rollout_event_ack as ack (device_id, boot, up_to)
                select :device, :boot, known.up_to + (select count(*) from fresh where seq = known.up_to + place) from known
                on conflict (device_id, boot) do update set up_to = greatest(ack.up_to, excluded.up_to)
                returning up_to""")
                .param("device", device.value())
                .param("boot", boot)
                .query(Long.class)
                .single();
    }
}
