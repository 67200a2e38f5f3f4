package io.modelferry.control.registry.alias;

import io.modelferry.control.registry.alias.AskedMove.State;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Moves that were asked for, as rows. The database itself lets one move of an alias wait, and nobody approve their own. */
@Component
class AskedRows {

    private final JdbcClient jdbc;

    AskedRows(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    AskedMove add(
            ModelName model,
            VersionName alias,
            @Nullable VersionName version,
            @Nullable VersionName previous,
            Aliases.Order order,
            Instant at,
            Instant expiresAt) {
        return jdbc.sql("""
                        insert into registry_alias_request
                            (model, alias, version, previous, reason, requested_by, requested_at, expires_at)
                        values (?, ?, ?, ?, ?, ?, ?, ?) returning *""")
                .param(model.value())
                .param(alias.value())
                .param(AliasRows.text(version))
                .param(AliasRows.text(previous))
                .param(order.reason())
                .param(order.actor())
                .param(Timestamp.from(at))
                .param(Timestamp.from(expiresAt))
                .query(AskedRows::asked)
                .single();
    }

    /** Held until the caller's transaction ends. */
    Optional<AskedMove> waiting(ModelName model, VersionName alias) {
        return jdbc.sql("""
                        select * from registry_alias_request where model = ? and alias = ? and state = 'WAITING' for update""")
                .params(model.value(), alias.value())
                .query(AskedRows::asked)
                .optional();
    }

    AskedMove decide(AskedMove asked, State state, String by, Instant at, String reason) {
        return jdbc.sql("""
                        update registry_alias_request
                           set state = ?, decided_by = ?, decided_at = ?, decision_reason = ?
                         where id = ? and state = 'WAITING' returning *""")
                .params(state.name(), by, Timestamp.from(at), reason, asked.id())
                .query(AskedRows::asked)
                .single();
    }

    /** Those that wait and waited too long, held until the caller's transaction ends; what another holds is left to that one. */
    List<AskedMove> overdue(Instant now) {
        return jdbc.sql("""
                        select * from registry_alias_request where state = 'WAITING' and expires_at <= ?
                        order by id for update skip locked""").param(Timestamp.from(now)).query(AskedRows::asked).list();
    }

    List<AskedMove> newest(ModelName model, int limit) {
        return jdbc.sql("select * from registry_alias_request where model = ? order by id desc limit ?")
                .params(model.value(), limit)
                .query(AskedRows::asked)
                .list();
    }

    private static AskedMove asked(ResultSet row, int number) throws SQLException {
        var decidedAt = row.getTimestamp("decided_at");
        return new AskedMove(
                row.getLong("id"),
                new ModelName(row.getString("model")),
                new VersionName(row.getString("alias")),
                AliasRows.name(row.getString("version")),
                AliasRows.name(row.getString("previous")),
                row.getString("reason"),
                row.getString("requested_by"),
                row.getTimestamp("requested_at").toInstant(),
                row.getTimestamp("expires_at").toInstant(),
                State.valueOf(row.getString("state")),
                row.getString("decided_by"),
                decidedAt == null ? null : decidedAt.toInstant(),
                row.getString("decision_reason"));
    }
}
