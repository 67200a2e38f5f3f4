package io.modelferry.control.registry.removal;

import io.modelferry.control.registry.ArtifactHolder;
import io.modelferry.protocol.ArtifactDigest;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Published versions, everything that the signed targets name, and the acceptance and calibration sets of versions need their bytes. */
@Component
class PublishedFiles implements ArtifactHolder {

    private final JdbcClient jdbc;

    PublishedFiles(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public Map<ArtifactDigest, String> holds(Collection<ArtifactDigest> among) {
        var held = new HashMap<ArtifactDigest, String>();
        jdbc.sql("""
                        select digest, model || '@' || version from registry_model_version
                         where deleted_at is null and digest = any(:among)
                        union all
                        select digest, model || '@' || version || ' ' || variant from trust_file
                         where digest = any(:among)
                        union all
                        select acceptance_digest, 'acceptance set of ' || model || '@' || version || ' ' || variant
                          from trust_file where acceptance_digest = any(:among)
                        union all
                        select acceptance, 'acceptance set of ' || model || '@' || version from registry_model_version
                         where deleted_at is null and acceptance = any(:among)
                        union all
                        select calibration, 'calibration set of ' || model || '@' || version from registry_model_version
                         where deleted_at is null and calibration = any(:among)""")
                .param("among", among.stream().map(ArtifactDigest::hex).toArray(String[]::new))
                .query((row, number) -> held.putIfAbsent(new ArtifactDigest(row.getString(1)), row.getString(2)))
                .list();
        return held;
    }
}
