package io.modelferry.control.registry.floor;

import io.modelferry.control.registry.floor.Floors.Raise;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Floors as rows, and what they need to know of versions. */
@Component
class FloorRows {

    private final JdbcClient jdbc;

    FloorRows(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** @param floor that it was published with; null for none */
    record Release(
            VersionName version,
            long counter,
            String publishedBy,
            @Nullable VersionName floor) {}

    /** Until the transaction ends nobody else raises the model's floor or publishes into its line. @return false for an unknown model */
    boolean hold(ModelName model) {
        return jdbc.sql("select name from registry_model where name = ? for update")
                .param(model.value())
                .query(String.class)
                .optional()
                .isPresent();
    }

    /** Also a deleted one: its counter stays. */
    Optional<Release> release(ModelName model, VersionName version) {
        return jdbc.sql(
                        "select version, release_counter, published_by, floor from registry_model_version where model = ? and version = ?")
                .params(model.value(), version.value())
                .query((row, number) -> new Release(
                        new VersionName(row.getString(1)), row.getLong(2), row.getString(3), name(row.getString(4))))
                .optional();
    }

    Set<VersionName> below(ModelName model) {
        return jdbc
                .sql("""
                        select version from registry_model_version where model = :model
                           and release_counter < (select max(counter) from registry_floor where model = :model)""")
                .param("model", model.value())
                .query((row, number) -> new VersionName(row.getString(1)))
                .stream()
                .collect(Collectors.toUnmodifiableSet());
    }

    void add(ModelName model, Raise raise) {
        var broughtBy = raise.broughtBy();
        jdbc.sql(
                        "insert into registry_floor (model, counter, version, reason, actor, at, brought_by) values (?, ?, ?, ?, ?, ?, ?)")
                .param(model.value())
                .param(raise.counter())
                .param(raise.version().value())
                .param(raise.reason())
                .param(raise.actor())
                .param(Timestamp.from(raise.at()))
                .param(broughtBy == null ? null : broughtBy.value())
                .update();
    }

    /** Newest first, which is the highest first. */
    List<Raise> of(ModelName model) {
        return jdbc.sql("select * from registry_floor where model = ? order by counter desc")
                .param(model.value())
                .query(FloorRows::raise)
                .list();
    }

    Optional<Raise> highest(ModelName model) {
        return jdbc.sql("select * from registry_floor where model = ? order by counter desc limit 1")
                .param(model.value())
                .query(FloorRows::raise)
                .optional();
    }

    private static Raise raise(ResultSet row, int number) throws SQLException {
        return new Raise(
                new VersionName(row.getString("version")),
                row.getLong("counter"),
                row.getString("reason"),
                row.getString("actor"),
                row.getTimestamp("at").toInstant(),
                name(row.getString("brought_by")));
    }

    private static @Nullable VersionName name(@Nullable String version) {
        return version == null ? null : new VersionName(version);
    }
}
