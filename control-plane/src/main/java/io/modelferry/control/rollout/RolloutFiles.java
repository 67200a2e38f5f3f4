package io.modelferry.control.rollout;

import io.modelferry.control.registry.ArtifactHolder;
import io.modelferry.control.registry.VersionHolder;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What goals ask for, what rollouts bring and where they may go back to. The newest rollout of a model can go back after its end. */
@Component
class RolloutFiles implements ArtifactHolder, VersionHolder {

    private static final String HOLDING = """
            select r.* from rollout r where r.state in ('AWAITING_APPROVAL', 'READY', 'RUNNING', 'PAUSED', 'ROLLING_BACK')
                or r.number = (select max(n.number) from rollout n where n.model = r.model)""";

    private final JdbcClient jdbc;

    RolloutFiles(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public Map<ArtifactDigest, String> holds(Collection<ArtifactDigest> among) {
        var held = new HashMap<ArtifactDigest, String>();
        jdbc.sql("with holding as (" + HOLDING + """
                        )
                        select digest, 'goal of ' || device_id from rollout_goal_model where digest = any(:among)
                        union all
                        select keep, 'kept by the goal of ' || device_id from rollout_goal_model where keep = any(:among)
                        union all
                        select file, 'rollout ' || h.id from holding h join rollout_deployment d on d.rollout_id = h.id,
                            lateral (values (d.digest), (d.previous_digest)) as way (file)
                        where file = any(:among)""")
                .param("among", among.stream().map(ArtifactDigest::hex).toArray(String[]::new))
                .query((row, number) -> held.putIfAbsent(new ArtifactDigest(row.getString(1)), row.getString(2)))
                .list();
        return held;
    }

    @Override
    public List<String> holds(ModelName model, VersionName version, Set<ArtifactDigest> files) {
        var reasons = new ArrayList<>(jdbc.sql("with holding as (" + HOLDING + """
                        )
                        select 'rollout ' || id || ' brings it' from holding where model = :model and version = :version
                        union all
                        select 'rollout ' || id || ' may go back to it' from holding
                         where model = :model and previous_version = :version
                        union all
                        select 'it is what devices of ' || model || ' run when no rollout says otherwise' from rollout_line
                         where model = :model and version = :version""")
                .param("model", model.value())
                .param("version", version.value())
                .query(String.class)
                .list());
        if (!holds(files).isEmpty()) {
            reasons.add("a goal or rollout names its files");
        }
        return reasons;
    }
}
