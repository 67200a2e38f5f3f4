package io.modelferry.control.rollout;

import io.modelferry.control.fleet.DeviceWindows;
import io.modelferry.control.fleet.DeviceWindows.Place;
import io.modelferry.control.fleet.SqlCondition;
import io.modelferry.control.rollout.OpenHours.Hours;
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

    /** Key of the advisory lock; any number that nobody else uses. */
    private static final long DRAWING = 0x6d66_6472_6177L;

    /** Nobody holds device {@code d} back from {@code :model}. */
    static final String FREE = """
            not exists (select 1 from fleet_opt_out o where o.device_id = d.id)
                 and not exists (select 1 from fleet_pin p where p.device_id = d.id and p.model = :model)""";

    /** It is meant, a variant fits it, and nobody holds it back. */
    private static final String BELONGS =
            "d.decommissioned_at is null and d.device_class = any (:classes) and (%s) and " + FREE;

    private static final String IN_PLACES = "(" + DeviceWindows.PLACE
            + ") in (select * from unnest(cast(:zones as text[]), cast(:sites as text[]), cast(:owns as text[])))";

    private static final String OPEN = " and exists (select 1 from fleet_device d " + DeviceWindows.SITE
            + " where d.id = q.device_id and (" + IN_PLACES
            + " or :unrestricted and d.maintenance_window is null and s.maintenance_window is null))";

    private final JdbcTemplate sql;
    private final NamedParameterJdbcTemplate named;

    RolloutQueue(JdbcTemplate sql, NamedParameterJdbcTemplate named) {
        this.sql = sql;
        this.named = named;
    }

    /**
     * Draws the whole target set. Until the transaction ends nobody looks at devices that are described anew meanwhile: the look would miss
     * this queue, and the draw what they are now.
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
        sql.query("select pg_advisory_xact_lock_shared(?)", row -> {}, DRAWING);
        return named.update("""
                insert into rollout_queue (rollout_id, position, device_id)
                select :rollout, rollout_position(:salt, d.id) as position, d.id from fleet_device d
                 where %s order by position""".formatted(BELONGS.formatted(target.sql())), parameters);
    }

    /** Whether no draw is on its way; none begins before the transaction ends. */
    boolean nobodyDraws() {
        return Boolean.TRUE.equals(sql.queryForObject("select pg_try_advisory_xact_lock(?)", Boolean.class, DRAWING));
    }

    /**
     * Those of {@code devices} that belong now and are not here, each at its own place.
     *
     * @param classes of which a variant is on offer
     * @param labAdmitted the lab stage is open: lab devices are let in
     */
    List<DeviceId> join(
            Rollout rollout,
            Collection<String> classes,
            SqlCondition target,
            List<DeviceId> devices,
            boolean labAdmitted) {
        var parameters = belonging(rollout, classes, target, devices).addValue("lab", labAdmitted);
        return named.query("""
                insert into rollout_queue (rollout_id, position, device_id, admitted)
                select :rollout, rollout_position(:salt, d.id), d.id, :lab and d.lab from fleet_device d
                 where d.id = any (:devices) and %s
                   and not exists (select 1 from rollout_deployment p where p.rollout_id = :rollout and p.device_id = d.id)
                on conflict do nothing returning device_id""".formatted(BELONGS.formatted(target.sql())), parameters, RolloutQueue::device);
    }

    /** Takes out those of {@code devices} that wait and do not belong any more. @return who they were */
    List<DeviceId> dropStrangers(
            Rollout rollout, Collection<String> classes, SqlCondition target, List<DeviceId> devices) {
        return named.query(
                """
                delete from rollout_queue q using fleet_device d
                 where d.id = any (:devices) and q.rollout_id = :rollout and q.position = rollout_position(:salt, d.id)
                   and q.device_id = d.id and (%s) is not true
                returning q.device_id""".formatted(BELONGS.formatted(target.sql())),
                belonging(rollout, classes, target, devices),
                RolloutQueue::device);
    }

    private static MapSqlParameterSource belonging(
            Rollout rollout, Collection<String> classes, SqlCondition target, List<DeviceId> devices) {
        return new MapSqlParameterSource(target.parameters())
                .addValue("model", rollout.model().value())
                .addValue("rollout", rollout.id().value())
                .addValue("salt", rollout.salt())
                .addValue("classes", classes.toArray(String[]::new))
                .addValue("devices", devices.stream().map(DeviceId::value).toArray(String[]::new));
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
     * @param hours where they may stand; empty: anywhere
     */
    List<DeviceId> next(RolloutId rollout, long cutoff, int limit, Optional<Hours> hours) {
        var parameters = new MapSqlParameterSource()
                .addValue("rollout", rollout.value())
                .addValue("cutoff", cutoff)
                .addValue("limit", limit);
        hours.ifPresent(open -> places(parameters, open.open()).addValue("unrestricted", open.unrestricted()));
        return named.query("""
                (select device_id, position from rollout_queue q where rollout_id = :rollout and admitted %1$s
                  order by position limit :limit)
                union
                (select device_id, position from rollout_queue q where rollout_id = :rollout and position <= :cutoff %1$s
                  order by position limit :limit)
                order by position limit :limit""".formatted(hours.isEmpty() ? "" : OPEN), parameters, RolloutQueue::device);
    }

    /** One that waits and stands in one of these places; empty if nobody does. */
    Optional<DeviceId> firstIn(RolloutId rollout, String salt, List<Place> places) {
        var parameters = places(new MapSqlParameterSource(), places)
                .addValue("rollout", rollout.value())
                .addValue("salt", salt);
        return named.query("""
                select d.id as device_id from fleet_device d %s
                  join rollout_queue q on q.rollout_id = :rollout and q.position = rollout_position(:salt, d.id) and q.device_id = d.id
                 where (d.maintenance_window is not null or s.maintenance_window is not null) and %s limit 1""".formatted(DeviceWindows.SITE, IN_PLACES), parameters, RolloutQueue::device).stream()
                .findFirst();
    }

    private static MapSqlParameterSource places(MapSqlParameterSource parameters, List<Place> places) {
        return parameters
                .addValue("zones", places.stream().map(Place::zone).toArray(String[]::new))
                .addValue("sites", places.stream().map(Place::site).toArray(String[]::new))
                .addValue("owns", places.stream().map(Place::own).toArray(String[]::new));
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
