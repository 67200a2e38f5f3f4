package io.modelferry.control.rollout;

import io.modelferry.control.fleet.DeviceReported;
import io.modelferry.control.fleet.Devices;
import io.modelferry.protocol.DeviceId;
import io.modelferry.protocol.ModelName;
import java.util.List;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Keeps in each deployment whether its device is there and what it runs, in the transaction in which the fleet learned it. */
@Component
class DeploymentStanding {

    private final JdbcTemplate sql;
    private final Devices devices;

    DeploymentStanding(JdbcTemplate sql, Devices devices) {
        this.sql = sql;
        this.devices = devices;
    }

    @EventListener
    void on(DeviceReported reported) {
        switch (reported.kind()) {
            case ONLINE -> online(reported.device(), true);
            case OFFLINE -> online(reported.device(), false);
            case RUNNING_CHANGED -> runs(reported.device());
            case DECOMMISSIONED ->
                sql.update(
                        "update rollout_deployment set gone = true where device_id = ? and not gone",
                        reported.device().value());
            case ENROLLED -> {}
        }
    }

    private void online(DeviceId device, boolean online) {
        sql.update(
                "update rollout_deployment set online = ? where device_id = ? and online <> ?",
                online,
                device.value(),
                online);
    }

    private void runs(DeviceId device) {
        devices.find(device)
                .ifPresent(view -> modelsOf(device)
                        .forEach(model -> runs(device, model, view.running().get(model))));
    }

    private List<ModelName> modelsOf(DeviceId device) {
        return sql.query(
                "select distinct model from rollout_deployment where device_id = ?",
                (row, number) -> new ModelName(row.getString(1)),
                device.value());
    }

    private void runs(
            DeviceId device,
            ModelName model,
            io.modelferry.protocol.@org.jspecify.annotations.Nullable ArtifactDigest file) {
        sql.update("""
                update rollout_deployment d set runs = r.runs from (
                    select rollout_id, case when digest = f.file then 'NEW' when previous_digest = f.file then 'OLD' else 'OTHER' end as runs
                      from rollout_deployment, (select ?::text as file) f where device_id = ? and model = ?) r
                 where d.rollout_id = r.rollout_id and d.device_id = ? and d.runs <> r.runs""", file == null ? null : file.hex(), device.value(), model.value(), device.value());
    }

    /** As the fleet is now, for all devices of a rollout: after a change of hands. */
    void look(RolloutId rollout) {
        sql.update("""
                update rollout_deployment d set online = n.online, gone = n.gone, runs = n.runs from (
                    select p.device_id, coalesce(f.online, false) as online, f.id is null or f.decommissioned_at is not null as gone,
                           case when w.digest = p.digest then 'NEW' when w.digest = p.previous_digest then 'OLD' else 'OTHER' end as runs
                      from rollout_deployment p left join fleet_device f on f.id = p.device_id
                      left join fleet_running w on w.device_id = p.device_id and w.model = p.model
                     where p.rollout_id = ?) n
                 where d.rollout_id = ? and d.device_id = n.device_id
                   and (d.online, d.gone, d.runs) is distinct from (n.online, n.gone, n.runs)""", rollout.value(), rollout.value());
    }
}
