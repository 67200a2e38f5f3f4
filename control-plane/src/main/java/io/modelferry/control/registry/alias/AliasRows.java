package io.modelferry.control.registry.alias;

import io.modelferry.control.registry.alias.Aliases.Move;
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

/** Moves of aliases as rows; the database itself refuses to change one. */
@Component
class AliasRows {

    /** Later than any move: what stands now. */
    static final Instant EVER = Instant.parse("9999-12-31T23:59:59Z");

    private final JdbcClient jdbc;

    AliasRows(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Moves of one model take turns with each other and with its publications. @return whether there is such a model */
    boolean hold(ModelName model) {
        return jdbc.sql("select name from registry_model where name = ? for update")
                .param(model.value())
                .query(String.class)
                .optional()
                .isPresent();
    }

    void add(Move move) {
        jdbc.sql("""
                        insert into registry_alias_move (model, alias, version, previous, reason, actor, at, approved_by, way_back)
                        values (?, ?, ?, ?, ?, ?, ?, ?, ?)""")
                .param(move.model().value())
                .param(move.alias().value())
                .param(text(move.version()))
                .param(text(move.previous()))
                .param(move.reason())
                .param(move.actor())
                .param(Timestamp.from(move.at()))
                .param(move.approvedBy())
                .param(move.wayBack())
                .update();
    }

    Optional<Move> newest(ModelName model, VersionName alias) {
        return jdbc.sql("select * from registry_alias_move where model = ? and alias = ? order by id desc limit 1")
                .params(model.value(), alias.value())
                .query(AliasRows::move)
                .optional();
    }

    List<Move> all(ModelName model, VersionName alias) {
        return jdbc.sql("select * from registry_alias_move where model = ? and alias = ? order by id desc")
                .params(model.value(), alias.value())
                .query(AliasRows::move)
                .list();
    }

    List<VersionName> names(ModelName model) {
        return jdbc.sql("select distinct alias from registry_alias_move where model = ? order by alias")
                .param(model.value())
                .query((row, number) -> new VersionName(row.getString(1)))
                .list();
    }

    List<Move> standing(ModelName model, Instant at) {
        return jdbc.sql("""
                        select * from (
                            select distinct on (alias) * from registry_alias_move where model = ? and at <= ?
                            order by alias, id desc) newest
                        where version is not null order by alias""")
                .params(model.value(), Timestamp.from(at))
                .query(AliasRows::move)
                .list();
    }

    private static Move move(ResultSet row, int number) throws SQLException {
        return new Move(
                new ModelName(row.getString("model")),
                new VersionName(row.getString("alias")),
                name(row.getString("version")),
                name(row.getString("previous")),
                row.getString("reason"),
                row.getString("actor"),
                row.getTimestamp("at").toInstant(),
                row.getString("approved_by"),
                row.getBoolean("way_back"));
    }

    static @Nullable VersionName name(@Nullable String value) {
        return value == null ? null : new VersionName(value);
    }

    static @Nullable String text(@Nullable VersionName name) {
        return name == null ? null : name.value();
    }
}
