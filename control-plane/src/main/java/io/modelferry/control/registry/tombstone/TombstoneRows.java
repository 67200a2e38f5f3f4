package io.modelferry.control.registry.tombstone;

import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The rows of deleted versions. */
@Component
class TombstoneRows implements Tombstones {

    private final JdbcClient jdbc;

    TombstoneRows(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public Optional<Tombstone> find(ModelName model, VersionName version) {
        return jdbc.sql(
                        "select * from registry_model_version where model = ? and version = ? and deleted_at is not null")
                .params(model.value(), version.value())
                .query(TombstoneRows::tombstone)
                .optional();
    }

    @Override
    public List<Tombstone> of(ModelName model) {
        return jdbc.sql("""
                        select * from registry_model_version where model = ? and deleted_at is not null
                        order by deleted_at desc, id desc""")
                .param(model.value())
                .query(TombstoneRows::tombstone)
                .list();
    }

    private static Tombstone tombstone(ResultSet row, int number) throws SQLException {
        return new Tombstone(
                new ModelName(row.getString("model")),
                new VersionName(row.getString("version")),
                new ArtifactDigest(row.getString("digest")),
                row.getLong("length_bytes"),
                row.getLong("release_counter"),
                row.getTimestamp("published_at").toInstant(),
                row.getString("published_by"),
                row.getTimestamp("deleted_at").toInstant(),
                row.getString("deleted_by"),
                row.getString("deleted_reason"));
    }
}
