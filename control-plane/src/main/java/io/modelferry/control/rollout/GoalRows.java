package io.modelferry.control.rollout;

import static io.modelferry.control.platform.Columns.column;

import io.modelferry.control.fleet.Devices.DeviceView;
import io.modelferry.control.rollout.plan.Terms;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.DeviceId;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.stereotype.Component;

/** The goals' tables, read and written for many devices at a time. */
@Component
class GoalRows {

    private static final String INSERT = """
            insert into rollout_goal_model
                (device_id, model, version, variant, digest, length_bytes, keep, probation, rollout_id, delivery)
            select * from unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::bigint[], ?::text[], ?::text[], ?::text[],
                ?::text[]) as aim(device) order by device
            on conflict (device_id, model)
            """;

    /**
     * One model of a device's goal.
     *
     * @param keep what a rollback would flip to
     * @param rollout that asks for it; null if the model's line does
     * @param retry clears the file's quarantine on the device
     */
    record Aim(
            DeviceId device,
            ModelName model,
            Wanted wanted,
            @Nullable ArtifactDigest keep,
            Terms terms,
            @Nullable RolloutId rollout,
            boolean retry) {

        Aim(
                DeviceId device,
                ModelName model,
                Wanted wanted,
                @Nullable ArtifactDigest keep,
                Terms terms,
                @Nullable RolloutId rollout) {
            this(device, model, wanted, keep, terms, rollout, false);
        }
    }

    private final JdbcTemplate sql;

    GoalRows(JdbcTemplate sql) {
        this.sql = sql;
    }

    void aim(Collection<Aim> aims) {
        write(INSERT + """
                        do update set version = excluded.version, variant = excluded.variant, digest = excluded.digest,
                            length_bytes = excluded.length_bytes, keep = excluded.keep, probation = excluded.probation,
                            rollout_id = excluded.rollout_id, delivery = excluded.delivery, retry = false""", aims);
    }

    /** Leaves devices alone that somebody else has aimed meanwhile. */
    void aimIfFree(Collection<Aim> aims) {
        write(INSERT + "do nothing", aims);
    }

    private void write(String upsert, Collection<Aim> aims) {
        var probations = new HashMap<Terms, String>(); // one or a few for many devices
        var deliveries = new HashMap<Terms, String>();
        sql.update(
                upsert,
                texts(aims, aim -> aim.device().value()),
                texts(aims, aim -> aim.model().value()),
                texts(aims, aim -> aim.wanted().version().value()),
                texts(aims, aim -> aim.wanted().variant()),
                texts(aims, aim -> aim.wanted().digest().hex()),
                column(aims, aim -> aim.wanted().lengthBytes(), Long[]::new),
                texts(aims, aim -> aim.keep() == null ? null : aim.keep().hex()),
                texts(aims, aim -> probations.computeIfAbsent(aim.terms(), Terms::probationJson)),
                texts(aims, aim -> aim.rollout() == null ? null : aim.rollout().value()),
                texts(aims, aim -> deliveries.computeIfAbsent(aim.terms(), Terms::deliveryJson)));
    }

    private static @Nullable String[] texts(Collection<Aim> aims, Function<Aim, @Nullable String> value) {
        return column(aims, value, String[]::new);
    }

    void forget(DeviceId device) {
        sql.update("delete from rollout_goal_model where device_id = ?", device.value());
        sql.update("delete from rollout_goal where device_id = ?", device.value());
        sql.update("delete from rollout_due where device_id = ?", device.value());
    }

    Map<DeviceId, List<Aim>> aimsOf(Collection<DeviceId> devices) {
        var aims = new HashMap<DeviceId, List<Aim>>();
        sql.query(
                        "select * from rollout_goal_model where device_id = any(?) order by device_id, model",
                        aims(),
                        (Object) texts(devices))
                .forEach(aim -> aims.computeIfAbsent(aim.device(), id -> new ArrayList<>())
                        .add(aim));
        return aims;
    }

    /**
     * Raises the generation of each device above everything that was ever sent or that the device reports.
     *
     * @param signedBy id of the key that will sign the goals
     */
    Map<DeviceId, Long> nextGenerations(
            Collection<DeviceView> devices, Instant now, Instant notAfter, String signedBy) {
        var generations = new HashMap<DeviceId, Long>();
        sql.query(
                """
                insert into rollout_goal as goal (device_id, generation, issued_at, not_after, signed_by)
                select id, reported + 1, ?, ?, ? from unnest(?::text[], ?::bigint[]) as fleet(id, reported) order by id
                on conflict (device_id) do update
                    set generation = greatest(goal.generation + 1, excluded.generation),
                        issued_at = excluded.issued_at, not_after = excluded.not_after,
                        signed_by = excluded.signed_by
                returning device_id, generation""",
                row -> {
                    generations.put(new DeviceId(row.getString(1)), row.getLong(2));
                },
                Timestamp.from(now),
                Timestamp.from(notAfter),
                signedBy,
                texts(devices.stream().map(DeviceView::id).toList()),
                devices.stream().map(DeviceView::generation).toArray(Long[]::new));
        return generations;
    }

    /** Devices whose goal ends before {@code instant}, held until the transaction ends. */
    List<DeviceId> endingBefore(Instant instant, int limit) {
        return sql.query("""
                select device_id from rollout_goal where not_after < ? order by not_after limit ? for update skip locked""", (row, number) -> new DeviceId(row.getString(1)), Timestamp.from(instant), limit);
    }

    /** Devices whose goal another key has signed, held until the transaction ends. */
    List<DeviceId> signedByOtherThan(String keyid, int limit) {
        return sql.query("""
                select device_id from rollout_goal where signed_by < ? or signed_by > ? limit ? for update skip locked""", (row, number) -> new DeviceId(row.getString(1)), keyid, keyid, limit);
    }

    Set<RolloutId> rolloutsIn(RolloutState state) {
        return Set.copyOf(sql.query(
                "select id from rollout where state = ?",
                (row, number) -> new RolloutId(row.getString(1)),
                state.name()));
    }

    /** Devices whose goal has another version of the model than this, by id, after {@code until}. */
    List<DeviceId> strayedFrom(ModelName model, VersionName version, String until, int limit) {
        return sql.query(
                "select device_id from rollout_goal_model where model = ? and version <> ? and device_id > ? order by device_id limit ?",
                (row, number) -> new DeviceId(row.getString(1)),
                model.value(),
                version.value(),
                until,
                limit);
    }

    /** Puts a device on the list of those to look at, if a model's line would have something for it. */
    void due(Collection<DeviceId> devices) {
        sql.update("""
                insert into rollout_due (device_id)
                select id from unnest(?::text[]) as fleet(id)
                where exists (select 1 from rollout_line line where not exists (
                    select 1 from rollout_goal_model goal where goal.device_id = id and goal.model = line.model))
                on conflict do nothing""", (Object) texts(devices));
    }

    /** Puts every enrolled device on that list to which a model's line has something to say. */
    void everybodyDue() {
        sql.update("""
                insert into rollout_due (device_id)
                select d.id from fleet_device d
                where d.decommissioned_at is null and exists (select 1 from rollout_line line where not exists (
                    select 1 from rollout_goal_model goal where goal.device_id = d.id and goal.model = line.model))
                on conflict do nothing""");
    }

    List<DeviceId> takeDue(int limit) {
        return sql.query("""
                delete from rollout_due where device_id in
                    (select device_id from rollout_due order by device_id limit ? for update skip locked)
                returning device_id""", (row, number) -> new DeviceId(row.getString(1)), limit);
    }

    /** Reads terms once that many goals share. */
    private static RowMapper<Aim> aims() {
        var known = new HashMap<List<@Nullable String>, Terms>();
        return (row, number) -> {
            var probation = row.getString("probation");
            var delivery = row.getString("delivery");
            return aim(
                    row,
                    known.computeIfAbsent(Arrays.asList(probation, delivery), both -> Terms.of(probation, delivery)));
        };
    }

    private static Aim aim(ResultSet row, Terms terms) throws SQLException {
        var keep = row.getString("keep");
        var rollout = row.getString("rollout_id");
        return new Aim(
                new DeviceId(row.getString("device_id")),
                new ModelName(row.getString("model")),
                new Wanted(
                        new VersionName(row.getString("version")),
                        row.getString("variant"),
                        new ArtifactDigest(row.getString("digest")),
                        row.getLong("length_bytes")),
                keep == null ? null : new ArtifactDigest(keep),
                terms,
                rollout == null ? null : new RolloutId(rollout),
                row.getBoolean("retry"));
    }

    private static String[] texts(Collection<DeviceId> devices) {
        return devices.stream().map(DeviceId::value).toArray(String[]::new);
    }
}
