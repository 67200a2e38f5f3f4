package io.modelferry.control.registry;

import io.modelferry.control.registry.Recalls.RecallOrder;
import io.modelferry.control.registry.Recalls.RecallView;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Recalls as rows; the database itself keeps one in force a version. */
@Component
class RecallRows {

    private final JdbcClient jdbc;

    RecallRows(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Empty if the version is recalled already. */
    Optional<RecallView> add(ModelName model, VersionName version, RecallOrder order, Instant now) {
        return jdbc.sql("""
                        insert into registry_recall (model, version, reason, actor, at) values (?, ?, ?, ?, ?)
                        on conflict (model, version) where lifted_at is null do nothing returning *""")
                .params(model.value(), version.value(), order.reason(), order.actor(), Timestamp.from(now))
                .query(RecallRows::view)
                .optional();
    }

    /** Empty if the version is not recalled. */
    Optional<RecallView> lift(ModelName model, VersionName version, RecallOrder order, Instant now) {
        return jdbc.sql("""
                        update registry_recall set lifted_at = ?, lifted_by = ?, lifted_reason = ?
                        where model = ? and version = ? and lifted_at is null returning *""")
                .params(Timestamp.from(now), order.actor(), order.reason(), model.value(), version.value())
                .query(RecallRows::view)
                .optional();
    }

    Optional<RecallView> inForce(ModelName model, VersionName version) {
        return jdbc.sql("select * from registry_recall where model = ? and version = ? and lifted_at is null")
                .params(model.value(), version.value())
                .query(RecallRows::view)
                .optional();
    }

    List<RecallView> of(ModelName model) {
        return jdbc.sql("select * from registry_recall where model = ? order by id desc")
                .param(model.value())
                .query(RecallRows::view)
                .list();
    }

    private static RecallView view(ResultSet row, int number) throws SQLException {
        var lifted = row.getTimestamp("lifted_at");
        return new RecallView(
                new ModelName(row.getString("model")),
                new VersionName(row.getString("version")),
                row.getString("reason"),
                row.getString("actor"),
                row.getTimestamp("at").toInstant(),
                lifted == null ? null : lifted.toInstant(),
                row.getString("lifted_by"),
                row.getString("lifted_reason"));
    }
}
