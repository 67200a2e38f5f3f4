package io.modelferry.control.rollout;

import io.modelferry.control.registry.ArtifactHolder;
import io.modelferry.protocol.ArtifactDigest;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Files that goals ask for or keep, that rollouts bring, and that they may go back to. */
@Component
class RolloutFiles implements ArtifactHolder {

    private final JdbcClient jdbc;

    RolloutFiles(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public Map<ArtifactDigest, String> holds(Collection<ArtifactDigest> among) {
        var held = new HashMap<ArtifactDigest, String>();
        jdbc.sql("with holding as (" + RolloutVersions.HOLDING + """
                        )
                        select file, 'in goals of devices' from rollout_goal_model,
                            lateral (values (digest), (keep)) as named (file) where file = any(:among)
                        union
                        select file, 'rollout ' || h.id from holding h join rollout_deployment d on d.rollout_id = h.id,
                            lateral (values (d.digest), (d.previous_digest)) as way (file)
                        where file = any(:among)""")
                .param("among", among.stream().map(ArtifactDigest::hex).toArray(String[]::new))
                .query((row, number) -> held.putIfAbsent(new ArtifactDigest(row.getString(1)), row.getString(2)))
                .list();
        return held;
    }
}
