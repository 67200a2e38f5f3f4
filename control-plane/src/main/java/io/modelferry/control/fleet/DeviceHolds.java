package io.modelferry.control.fleet;

import io.modelferry.control.platform.Refusal;
import io.modelferry.control.security.AuditTrail;
import io.modelferry.protocol.DeviceId;
import io.modelferry.protocol.ModelName;
import java.sql.Timestamp;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Holds devices back from rollouts, and lets them go again. The same hold again replaces its reason. */
@Service
@Transactional
public class DeviceHolds {

    private static final int LONGEST_REASON = 500;

    private final JdbcClient jdbc;
    private final DeviceRows devices;
    private final AuditTrail audit;
    private final ApplicationEventPublisher events;
    private final InstantSource clock;

    DeviceHolds(
            JdbcClient jdbc,
            DeviceRows devices,
            AuditTrail audit,
            ApplicationEventPublisher events,
            InstantSource clock) {
        this.jdbc = jdbc;
        this.devices = devices;
        this.audit = audit;
        this.events = events;
        this.clock = clock;
    }

    /** The device keeps what it runs of the model. */
    public void pin(DeviceId device, ModelName model, String reason, String actor) {
        requireHold(device, reason);
        jdbc.sql("""
                        insert into fleet_pin (device_id, model, reason, actor, at) values (?, ?, ?, ?, ?)
                        on conflict (device_id, model) do update
                           set reason = excluded.reason, actor = excluded.actor, at = excluded.at""")
                .params(device.value(), model.value(), reason, actor, Timestamp.from(clock.instant()))
                .update();
        record("device.pinned", device, Map.of("model", model.value(), "reason", reason));
    }

    public void unpin(DeviceId device, ModelName model) {
        var gone = jdbc.sql("delete from fleet_pin where device_id = ? and model = ?")
                .params(device.value(), model.value())
                .update();
        if (gone == 0) {
            throw Refusal.notFound("pin", device + "/" + model);
        }
        record("device.unpinned", device, Map.of("model", model.value()));
    }

    /** No rollout moves the device. */
    public void optOut(DeviceId device, String reason, String actor) {
        requireHold(device, reason);
        jdbc.sql("""
                        insert into fleet_opt_out (device_id, reason, actor, at) values (?, ?, ?, ?)
                        on conflict (device_id) do update
                           set reason = excluded.reason, actor = excluded.actor, at = excluded.at""")
                .params(device.value(), reason, actor, Timestamp.from(clock.instant()))
                .update();
        record("device.opted-out", device, Map.of("reason", reason));
    }

    public void optIn(DeviceId device) {
        var gone = jdbc.sql("delete from fleet_opt_out where device_id = ?")
                .param(device.value())
                .update();
        if (gone == 0) {
            throw Refusal.notFound("opt-out", device);
        }
        record("device.opted-in", device, Map.of());
    }

    private void requireHold(DeviceId device, String reason) {
        if (reason.isBlank() || reason.length() > LONGEST_REASON) {
            throw Refusal.invalid(
                    "invalid",
                    "reason: say why, in at most " + LONGEST_REASON + " characters.",
                    Map.of("field", "reason"));
        }
        if (!devices.isActive(device)) {
            throw Refusal.notFound("device", device);
        }
    }

    private void record(String action, DeviceId device, Map<String, ?> details) {
        audit.record(action, "device", device.value(), details);
        events.publishEvent(new DevicesRedescribed(List.of(device)));
    }
}
