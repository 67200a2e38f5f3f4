package io.modelferry.control.experiment;

import io.modelferry.control.experiment.Experiments.Entry;
import io.modelferry.control.fleet.DeviceCount;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.ProtocolJson;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** The experiments' tables. Whoever changes an experiment holds its row; its epoch guards what was decided without. */
@Component
class ExperimentRows {

    private final JdbcTemplate sql;

    ExperimentRows(JdbcTemplate sql) {
        this.sql = sql;
    }

    Experiment add(ModelName model, ExperimentPlan plan, String actor, Instant now) {
        var number = sql.queryForObject("select nextval('experiment_number')", Long.class);
        var id = ExperimentId.of(number == null ? 0 : number);
        sql.update("""
                insert into experiment (id, number, model, plan, state, standing, why, epoch, created_by, created_at)
                values (?, ?, ?, ?, 'READY', 'READY', 'ready: nobody has started it', 0, ?, ?)""", id.value(), number, model.value(), json(plan), actor, Timestamp.from(now));
        return find(id).orElseThrow();
    }

    Optional<Experiment> find(ExperimentId id) {
        return one("select * from experiment where id = ?", id.value());
    }

    /** Waits for the row. */
    Optional<Experiment> lock(ExperimentId id) {
        return one("select * from experiment where id = ? for update", id.value());
    }

    /** Empty if somebody else holds the row just now, or it does not run. */
    Optional<Experiment> claim(ExperimentId id) {
        return one("select * from experiment where id = ? and state = 'RUNNING' for update skip locked", id.value());
    }

    private Optional<Experiment> one(String query, String id) {
        return sql.query(query, ExperimentRows::experiment, id).stream().findFirst();
    }

    List<Experiment> of(ModelName model) {
        return sql.query(
                "select * from experiment where model = ? order by number", ExperimentRows::experiment, model.value());
    }

    /** Devices of these arms that were heard of after they were drawn, and no more once the experiment had ended. */
    DeviceCount silentSinceTheEnd(ExperimentId id, List<String> arms) {
        return sql.query("""
                        select count(*), (array_agg(f.id order by f.id))[1:3]
                          from experiment e join experiment_unit u on u.experiment_id = e.id and u.arm = any(?)
                            join fleet_device f on f.id = u.device_id and f.decommissioned_at is null
                         where e.id = ? and not f.online and f.last_seen between u.drawn_at and e.ended_at""", DeviceCount::of, arms.toArray(String[]::new), id.value())
                .getFirst();
    }

    List<ExperimentId> running() {
        return sql.query(
                "select id from experiment where state = 'RUNNING' order by number",
                (row, number) -> new ExperimentId(row.getString(1)));
    }

    List<Experiment> page(long before, int limit) {
        return sql.query(
                "select * from experiment where number < ? order by number desc limit ?",
                ExperimentRows::experiment,
                before,
                limit);
    }

    long number(ExperimentId id) {
        return Long.parseLong(id.value().substring(1));
    }

    /** @throws IllegalStateException if it was changed since it was read */
    Experiment save(Experiment now) {
        var changed = sql.update(
                """
                update experiment set state = ?, standing = ?, why = ?, winner = ?, epoch = epoch + 1, started_at = ?, ended_at = ?, shipped = ?
                where id = ? and epoch = ?""",
                now.state().name(),
                now.standing().name(),
                now.why(),
                now.winner(),
                timestamp(now.startedAt()),
                timestamp(now.endedAt()),
                now.shipped(),
                now.id().value(),
                now.epoch());
        if (changed != 1) {
            throw new IllegalStateException("experiment " + now.id() + " has moved on");
        }
        return find(now.id()).orElseThrow();
    }

    void looked(ExperimentId id, Standing standing, Look look) {
        sql.update("""
                insert into experiment_look (experiment_id, at, standing, look) values (?, ?, ?, ?) on conflict do nothing""", id.value(), Timestamp.from(look.at()), standing.name(), json(look));
    }

    Optional<Look> latest(ExperimentId id) {
        return sql
                .query(
                        "select look from experiment_look where experiment_id = ? order by at desc limit 1",
                        ExperimentRows::look,
                        id.value())
                .stream()
                .findFirst();
    }

    /** Oldest first; every n-th, so that {@code limit} of them span the whole life, the newest always. */
    List<Look> looks(ExperimentId id, int limit) {
        return sql.query("""
                select look from (
                    select look, at, row_number() over (order by at desc) - 1 as back, count(*) over () as all_of
                    from experiment_look where experiment_id = ?) as numbered
                where back % greatest(1, (all_of + ? - 1) / ?) = 0 order by at""", ExperimentRows::look, id.value(), limit, limit);
    }

    void note(ExperimentId id, Instant at, String kind, String actor, String text) {
        sql.update(
                "insert into experiment_timeline (experiment_id, at, kind, actor, text) values (?, ?, ?, ?, ?)",
                id.value(),
                Timestamp.from(at),
                kind,
                actor,
                text);
    }

    List<Entry> timeline(ExperimentId id) {
        return sql.query(
                "select at, kind, actor, text from experiment_timeline where experiment_id = ? order by id",
                (row, number) -> new Entry(
                        row.getTimestamp(1).toInstant(), row.getString(2), row.getString(3), row.getString(4)),
                id.value());
    }

    private static Experiment experiment(ResultSet row, int number) throws SQLException {
        return new Experiment(
                new ExperimentId(row.getString("id")),
                new ModelName(row.getString("model")),
                ProtocolJson.read(bytes(row.getString("plan")), ExperimentPlan.class),
                ExperimentState.valueOf(row.getString("state")),
                Standing.valueOf(row.getString("standing")),
                row.getString("why"),
                row.getString("winner"),
                row.getLong("epoch"),
                row.getString("created_by"),
                row.getTimestamp("created_at").toInstant(),
                instant(row.getTimestamp("started_at")),
                instant(row.getTimestamp("ended_at")),
                row.getString("shipped"));
    }

    private static Look look(ResultSet row, int number) throws SQLException {
        return ProtocolJson.read(bytes(row.getString("look")), Look.class);
    }

    private static @Nullable Instant instant(@Nullable Timestamp at) {
        return at == null ? null : at.toInstant();
    }

    private static @Nullable Timestamp timestamp(@Nullable Instant at) {
        return at == null ? null : Timestamp.from(at);
    }

    private static byte[] bytes(String json) {
        return json.getBytes(StandardCharsets.UTF_8);
    }

    private static String json(Object value) {
        return new String(ProtocolJson.write(value), StandardCharsets.UTF_8);
    }
}
