package io.modelferry.control.rollout;

import io.modelferry.control.fleet.DeviceCount;
import io.modelferry.control.registry.tombstone.VersionHolder;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * What rollouts, lines and goals need of a version, and devices that may run it without having said so: they were heard of after a rollout
 * gave it to them, and have taken no later goal.
 */
@Component
class RolloutVersions implements VersionHolder {

    /** Rollouts that have not ended, and the newest of each model if it can still be taken back. */
    static final String HOLDING = """
            select r.*, r.state not in ('FINISHED', 'STOPPED') as active from rollout r
             where r.state in ('AWAITING_APPROVAL', 'READY', 'RUNNING', 'PAUSED', 'ROLLING_BACK')
                or (r.state in ('FINISHED', 'STOPPED') and r.number = (select max(n.number) from rollout n where n.model = r.model))""";

    private final JdbcClient jdbc;

    RolloutVersions(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public List<Hold> holds(ModelName model, VersionName version, Set<ArtifactDigest> files) {
        var holds = new ArrayList<>(rollouts(model, version, files));
        asked(model, version, files).ifPresent(holds::add);
        silent(model, version).ifPresent(holds::add);
        return holds;
    }

    private List<Hold> rollouts(ModelName model, VersionName version, Set<ArtifactDigest> files) {
        return jdbc.sql("with holding as (" + HOLDING + """
                        )
                        select 'rollout ' || id || ' (' || state || ') brings it' from holding
                         where model = :model and version = :version and active
                        union all
                        select 'rollout ' || id || ' (' || state || ') may go back to it' from holding h
                         where model = :model and (previous_version = :version or exists (
                            select 1 from rollout_deployment d where d.rollout_id = h.id and d.previous_digest = any(:files)))
                        union all
                        select 'it is what devices of ' || model || ' run when no rollout says otherwise' from rollout_line
                         where model = :model and version = :version""")
                .param("model", model.value())
                .param("version", version.value())
                .param("files", files.stream().map(ArtifactDigest::hex).toArray(String[]::new))
                .query((row, number) -> new Hold(Kind.ROLLOUT, row.getString(1)))
                .list();
    }

    private Optional<Hold> asked(ModelName model, VersionName version, Set<ArtifactDigest> files) {
        return jdbc.sql("""
                        select count(*), (array_agg(device_id order by device_id))[1:3] from rollout_goal_model
                         where model = ? and (version = ? or keep = any(?))""")
                .param(model.value())
                .param(version.value())
                .param(files.stream().map(ArtifactDigest::hex).toArray(String[]::new))
                .query(DeviceCount::of)
                .single()
                .hold(Kind.GOAL, "the goals of %s ask for it or keep it");
    }

    private Optional<Hold> silent(ModelName model, VersionName version) {
        return jdbc.sql("""
                        select count(distinct f.id), (array_agg(distinct f.id))[1:3]
                          from rollout r join rollout_deployment d on d.rollout_id = r.id
                            join fleet_device f on f.id = d.device_id and f.decommissioned_at is null
                         where r.model = ? and r.version = ? and d.generation >= f.generation
                           and (f.online or f.last_seen >= d.assigned_at)""")
                .params(model.value(), version.value())
                .query(DeviceCount::of)
                .single()
                .hold("it was given to %s, where no later goal was taken yet");
    }
}
