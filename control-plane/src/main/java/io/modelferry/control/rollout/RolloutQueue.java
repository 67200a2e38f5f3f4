package io.modelferry.control.rollout;

import io.modelferry.control.fleet.SqlCondition;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.DeviceId;
import io.modelferry.protocol.ModelName;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * Who is targeted and waits for a rollout's version, in the order of the draw. Set-wise: a million devices are one statement. Who
 * leaves the queue has a deployment.
 */
@Component
class RolloutQueue {

    /** Nobody holds the device back. */
    private static final String FREE = """
            not exists (select 1 from fleet_opt_out o where o.device_id = d.id)
                 and not exists (select 1 from fleet_pin p where p.device_id = d.id and p.model = :model)""";

    private final JdbcTemplate sql;
    private final NamedParameterJdbcTemplate named;

    RolloutQueue(JdbcTemplate sql, NamedParameterJdbcTemplate named) {
        this.sql = sql;
        this.named = named;
    }

    /**
     * Draws the whole target set.
     *
     * @param classes of which a variant is on offer
     * @return how many devices that are
     */
    long fill(RolloutId rollout, ModelName model, String salt, Collection<String> classes, SqlCondition target) {
        var parameters = new MapSqlParameterSource(target.parameters())
                .addValue("model", model.value())
                .addValue("rollout", rollout.value())
                .addValue("salt", salt)
                .addValue("classes", classes.toArray(String[]::new));
        return named.update("""
                insert into rollout_queue (rollout_id, position, device_id)
                select :rollout, rollout_position(:salt, d.id) as position, d.id from fleet_device d
                 where d.decommissioned_at is null and d.device_class = any (:classes) and (%s) and %s
                 order by position""".formatted(target.sql(), FREE), parameters);
    }

    /** One device more that appeared later, at its own place; nothing if it does not belong or is here already. */
    boolean join(
            RolloutId rollout,
            ModelName model,
            String salt,
            Collection<String> classes,
            SqlCondition target,
            DeviceId device,
            boolean labAdmitted) {
        var parameters = new MapSqlParameterSource(target.parameters())
                .addValue("model", model.value())
                .addValue("rollout", rollout.value())
                .addValue("salt", salt)
                .addValue("classes", classes.toArray(String[]::new))
                .addValue("device", device.value())
                .addValue("lab", labAdmitted);
        return named.update("""
                        insert into rollout_queue (rollout_id, position, device_id, admitted)
                        select :rollout, rollout_position(:salt, d.id), d.id, :lab and d.lab from fleet_device d
                         where d.id = :device and d.decommissioned_at is null and d.device_class = any (:classes) and (%s) and %s
                           and not exists (select 1 from rollout_deployment p
                                            where p.rollout_id = :rollout and p.device_id = d.id)
                        on conflict do nothing""".formatted(target.sql(), FREE), parameters) > 0;
    }

    /** Lets the lab devices in, whatever their place. @return how many they are */
    int admitLab(RolloutId rollout) {
        return sql.update("""
                update rollout_queue q set admitted = true from fleet_device d
                 where q.rollout_id = ? and d.id = q.device_id and d.lab and not q.admitted""", rollout.value());
    }

    /** Lets in who matches now, whatever their place. @return how many they are */
    int admit(RolloutId rollout, SqlCondition target) {
        return named.update(
                """
                        update rollout_queue q set admitted = true from fleet_device d
                         where q.rollout_id = :rollout and d.id = q.device_id and not q.admitted and (%s)""".formatted(target.sql()),
                new MapSqlParameterSource(target.parameters()).addValue("rollout", rollout.value()));
    }

    /**
     * The position of the last device of the smallest cohort of {@code size}, those counted in that have the version already;
     * {@link Cohorts#EVERYBODY} if there are no more than that.
     */
    long cutoff(RolloutId rollout, long size) {
        return sql
                .query("""
                select position from (select position from rollout_queue where rollout_id = ?
                      union all select position from rollout_deployment where rollout_id = ? and not gone) as drawn
                 order by position offset ? limit 1""", (row, number) -> row.getLong(1), rollout.value(), rollout.value(), Math.max(0, size - 1))
                .stream()
                .findFirst()
                .orElse(Cohorts.EVERYBODY);
    }

    /**
     * The next in the draw that the opened stages hold. Only who holds the rollout takes them out.
     *
     * @param zones in which they may stand, empty for devices without one; empty: anywhere
     */
    List<DeviceId> next(RolloutId rollout, long cutoff, int limit, Optional<List<String>> zones) {
        var parameters = new MapSqlParameterSource()
                .addValue("rollout", rollout.value())
                .addValue("cutoff", cutoff)
                .addValue("limit", limit)
                .addValue("zones", zones.orElse(List.of()).toArray(String[]::new));
        var where = zones.isEmpty() ? "" : """
                 and exists (select 1 from fleet_device d where d.id = q.device_id and coalesce(d.time_zone, '') = any (:zones))""";
        return named.query("""
                (select device_id, position from rollout_queue q where rollout_id = :rollout and admitted %1$s
                  order by position limit :limit)
                union
                (select device_id, position from rollout_queue q where rollout_id = :rollout and position <= :cutoff %1$s
                  order by position limit :limit)
                order by position limit :limit""".formatted(where), parameters, RolloutQueue::device);
    }

    /** Takes out who was pinned or opted out since the draw. */
    void dropHeld(RolloutId rollout, ModelName model, String salt) {
        named.update(
                """
                delete from rollout_queue q using (
                    select device_id from fleet_opt_out union select device_id from fleet_pin where model = :model) held
                 where q.rollout_id = :rollout and q.position = rollout_position(:salt, held.device_id)
                   and q.device_id = held.device_id""",
                new MapSqlParameterSource()
                        .addValue("rollout", rollout.value())
                        .addValue("model", model.value())
                        .addValue("salt", salt));
    }

    /** Whether somebody of the opened stages still waits. */
    boolean waiting(RolloutId rollout, long cutoff) {
        return Boolean.TRUE.equals(sql.queryForObject("""
                select exists (select 1 from rollout_queue where rollout_id = ? and admitted)
                    or exists (select 1 from rollout_queue where rollout_id = ? and position <= ?)""", Boolean.class, rollout.value(), rollout.value(), cutoff));
    }

    boolean empty(RolloutId rollout) {
        return !waiting(rollout, Cohorts.EVERYBODY);
    }

    /**
     * Those whose turn comes last, as far as they run one of {@code files}.
     *
     * @param most how many of the last are looked at
     */
    Set<DeviceId> lastRunning(
            RolloutId rollout, ModelName model, Set<ArtifactDigest> files, boolean withLab, int most) {
        return Set.copyOf(sql.query(
                """
                select d.id as device_id
                  from (select device_id from rollout_queue where rollout_id = ? order by position desc limit ?) as last
                  join fleet_device d on d.id = last.device_id and d.decommissioned_at is null and (? or not d.lab)
                  join fleet_running w on w.device_id = d.id and w.model = ? and w.digest = any (?)""",
                RolloutQueue::device,
                rollout.value(),
                most,
                withLab,
                model.value(),
                files.stream().map(ArtifactDigest::hex).toArray(String[]::new)));
    }

    void leave(RolloutId rollout, String salt, Collection<DeviceId> devices) {
        sql.update("""
                delete from rollout_queue q using unnest(?::text[]) as gone(device)
                 where q.rollout_id = ? and q.device_id = gone.device and q.position = rollout_position(?, gone.device)""", devices.stream().map(DeviceId::value).toArray(String[]::new), rollout.value(), salt);
    }

    private static DeviceId device(java.sql.ResultSet row, int number) throws java.sql.SQLException {
        return new DeviceId(row.getString("device_id"));
    }
}
