package io.modelferry.control.registry.lineage;

import io.modelferry.control.registry.lineage.Lineages.Relation;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Lineages as rows. */
@Component
class LineageRows {

    private static final String EDGES = """
            select * from (
                select model, version, parent_model as old_model, parent_version as old_version, 'PARENT' as relation
                from registry_lineage where parent_model is not null
                union all
                select model, version, teacher_model, teacher_version, 'TEACHER'
                from registry_lineage where teacher_model is not null) edge
            """;

    private final JdbcClient jdbc;

    LineageRows(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** @param young came from {@code old} */
    record Edge(VersionRef young, VersionRef old, Relation relation) {}

    boolean deleted(VersionRef version) {
        return count(version, "deleted_at is not null") > 0;
    }

    boolean published(VersionRef version) {
        return count(version, "true") > 0;
    }

    private long count(VersionRef version, String state) {
        return jdbc.sql("select count(*) from registry_model_version where model = ? and version = ? and " + state)
                .params(version.model().value(), version.version().value())
                .query(Long.class)
                .single();
    }

    void add(VersionRef version, Lineage lineage) {
        jdbc.sql("""
                        insert into registry_lineage (model, version, run, data_digest, code_commit,
                            parent_model, parent_version, teacher_model, teacher_version)
                        values (?, ?, ?, ?, ?, ?, ?, ?, ?)""")
                .param(version.model().value())
                .param(version.version().value())
                .param(lineage.run())
                .param(text(lineage.data(), ArtifactDigest::hex))
                .param(lineage.commit())
                .param(text(lineage.parent(), parent -> parent.model().value()))
                .param(text(lineage.parent(), parent -> parent.version().value()))
                .param(text(lineage.teacher(), teacher -> teacher.model().value()))
                .param(text(lineage.teacher(), teacher -> teacher.version().value()))
                .update();
    }

    Optional<Lineage> find(VersionRef version) {
        return jdbc.sql("select * from registry_lineage where model = ? and version = ?")
                .params(version.model().value(), version.version().value())
                .query(LineageRows::lineage)
                .optional();
    }

    List<Edge> edgesUpFrom(Collection<VersionRef> young) {
        return edges("(model, version)", young);
    }

    List<Edge> edgesDownFrom(Collection<VersionRef> old) {
        return edges("(old_model, old_version)", old);
    }

    private List<Edge> edges(String end, Collection<VersionRef> among) {
        return jdbc.sql(EDGES + " where " + end + """
                         in (select * from unnest(?::text[], ?::text[]))
                        order by relation, model, version, old_model, old_version""")
                .param(among.stream().map(one -> one.model().value()).toArray(String[]::new))
                .param(among.stream().map(one -> one.version().value()).toArray(String[]::new))
                .query((row, number) -> new Edge(
                        ref(row.getString("model"), row.getString("version")),
                        ref(row.getString("old_model"), row.getString("old_version")),
                        Relation.valueOf(row.getString("relation"))))
                .list();
    }

    private static Lineage lineage(ResultSet row, int number) throws SQLException {
        var data = row.getString("data_digest");
        return new Lineage(
                row.getString("run"),
                data == null ? null : new ArtifactDigest(data),
                row.getString("code_commit"),
                refOrNull(row.getString("parent_model"), row.getString("parent_version")),
                refOrNull(row.getString("teacher_model"), row.getString("teacher_version")));
    }

    private static VersionRef ref(String model, String version) {
        return new VersionRef(new ModelName(model), new VersionName(version));
    }

    private static @Nullable VersionRef refOrNull(@Nullable String model, @Nullable String version) {
        return model == null || version == null ? null : ref(model, version);
    }

    private static <T> @Nullable String text(@Nullable T value, Function<T, String> words) {
        return value == null ? null : words.apply(value);
    }
}
