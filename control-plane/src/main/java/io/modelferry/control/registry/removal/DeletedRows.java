package io.modelferry.control.registry.removal;

import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Versions' rows on their way to tombstones. */
@Component
class DeletedRows {

    private final JdbcClient jdbc;

    DeletedRows(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** The model's row first, as publications and moves of aliases do, then the version's. @return false if there is no such version */
    boolean hold(ModelName model, VersionName version) {
        jdbc.sql("select name from registry_model where name = ? for update")
                .param(model.value())
                .query(String.class)
                .optional();
        return jdbc.sql("""
                        select id from registry_model_version
                        where model = ? and version = ? and deleted_at is null for update""")
                .params(model.value(), version.value())
                .query(Long.class)
                .optional()
                .isPresent();
    }

    /** The published file and its variants, less what another version has too. */
    Set<ArtifactDigest> filesOfNobodyElse(ModelName model, VersionName version) {
        return jdbc.sql("""
                        with file as (
                            select model, version, digest from registry_model_version where deleted_at is null
                            union select model, version, digest from trust_file)
                        select digest from file group by digest
                        having bool_and(model = ? and version = ?)""")
                .params(model.value(), version.value())
                .query((row, number) -> new ArtifactDigest(row.getString(1)))
                .set();
    }

    void bury(ModelName model, VersionName version, String reason, String actor, Instant now) {
        jdbc.sql("""
                        update registry_model_version set deleted_at = ?, deleted_by = ?, deleted_reason = ?
                        where model = ? and version = ?""")
                .params(Timestamp.from(now), actor, reason, model.value(), version.value())
                .update();
    }
}
