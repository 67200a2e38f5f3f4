package io.modelferry.control.rollout;

import io.modelferry.protocol.DeviceId;
import java.util.Collection;
import java.util.List;
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
    long fill(RolloutId rollout, String salt, Collection<String> classes, Target target) {
        var parameters = new MapSqlParameterSource(target.parameters())
                .addValue("rollout", rollout.value())
                .addValue("salt", salt)
                .addValue("classes", classes.toArray(String[]::new));
        return named.update("""
                insert into rollout_queue (rollout_id, position, device_id)
                select :rollout, rollout_position(:salt, d.id) as position, d.id from fleet_device d
                 where d.decommissioned_at is null and d.device_class = any (:classes) and (%s)
                 order by position""".formatted(target.condition()), parameters);
    }

    /** One device more that appeared later, at its own place; nothing if it does not belong or is here already. */
    boolean join(
            RolloutId rollout,
            String salt,
            Collection<String> classes,
            Target target,
            DeviceId device,
            boolean labAdmitted) {
        var parameters = new MapSqlParameterSource(target.parameters())
                .addValue("rollout", rollout.value())
                .addValue("salt", salt)
                .addValue("classes", classes.toArray(String[]::new))
                .addValue("device", device.value())
                .addValue("lab", labAdmitted);
        return named.update("""
                        insert into rollout_queue (rollout_id, position, device_id, admitted)
                        select :rollout, rollout_position(:salt, d.id), d.id, :lab and d.lab from fleet_device d
                         where d.id = :device and d.decommissioned_at is null and d.device_class = any (:classes) and (%s)
                           and not exists (select 1 from rollout_deployment p
                                            where p.rollout_id = :rollout and p.device_id = d.id)
                        on conflict do nothing""".formatted(target.condition()), parameters) > 0;
    }

    /** Lets the lab devices in, whatever their place. @return how many they are */
    int admitLab(RolloutId rollout) {
        return sql.update("""
                update rollout_queue q set admitted = true from fleet_device d
                 where q.rollout_id = ? and d.id = q.device_id and d.lab and not q.admitted""", rollout.value());
    }

    /** Lets in who matches now, whatever their place. @return how many they are */
    int admit(RolloutId rollout, Target target) {
        return named.update(
                """
                        update rollout_queue q set admitted = true from fleet_device d
                         where q.rollout_id = :rollout and d.id = q.device_id and not q.admitted and (%s)""".formatted(target.condition()),
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

    /** The next in the draw that the opened stages hold. Only who holds the rollout takes them out. */
    List<DeviceId> next(RolloutId rollout, long cutoff, int limit) {
        return sql.query("""
                (select device_id, position from rollout_queue where rollout_id = ? and admitted order by position limit ?)
                union
                (select device_id, position from rollout_queue where rollout_id = ? and position <= ? order by position limit ?)
                order by position limit ?""", RolloutQueue::device, rollout.value(), limit, rollout.value(), cutoff, limit, limit);
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

    /** Those whose turn comes last, the very last first. */
    List<DeviceId> last(RolloutId rollout, int limit) {
        return sql.query(
                "select device_id from rollout_queue where rollout_id = ? order by position desc limit ?",
                RolloutQueue::device,
                rollout.value(),
                limit);
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
