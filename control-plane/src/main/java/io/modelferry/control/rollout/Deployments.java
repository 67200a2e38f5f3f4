package io.modelferry.control.rollout;

import io.modelferry.control.rollout.plan.Slots;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.DeviceId;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;
import io.modelferry.protocol.report.FailureCode;
import io.modelferry.protocol.report.UpdateEvent.Transfer;
import io.modelferry.protocol.report.UpdateState;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** The table of deployments: the engine writes it for many devices at a time, a device's events for one. */
@Component
class Deployments {

    /**
     * A deployment with what the engine keeps about it.
     *
     * @param stage in which the device joined
     * @param previous pinned when the device was assigned: what it goes back to; null if it ran nothing and there was nothing
     * @param backGeneration of the goal that sends it back; null as long as none does
     * @param position in the draw
     * @param standing what a person calls its state, as the database counts it; empty before it is stored
     * @param online as the fleet knows it
     * @param runs {@code NEW}, {@code OLD} (what is pinned) or {@code OTHER}
     */
    record Placed(
            RolloutId rollout,
            DeviceId device,
            int stage,
            Deployment progress,
            long lengthBytes,
            @Nullable Wanted previous,
            long generation,
            @Nullable Long backGeneration,
            Instant updatedAt,
            long position,
            String standing,
            boolean online,
            String runs) {}

    /** Bytes over all of a rollout's devices. */
    record Bytes(long delta, long full, long back, long fullDownloads, long fallbacks) {

        static final Bytes NONE = new Bytes(0, 0, 0, 0, 0);
    }

    private final JdbcTemplate sql;

    Deployments(JdbcTemplate sql) {
        this.sql = sql;
    }

    /** The first in the draw that were given the version in one of {@code stages}: a sample that chance drew. */
    List<Placed> first(RolloutId rollout, Collection<Integer> stages, int limit) {
        return sql.query("""
                select * from rollout_deployment where rollout_id = ? and stage = any (?) and not gone
                 order by position limit ?""", Deployments::placed, rollout.value(), stages.toArray(Integer[]::new), limit);
    }

    /** Those that have something to go back to and were not sent yet. */
    List<Placed> toSendBack(RolloutId rollout, int limit) {
        return sql.query("""
                select * from rollout_deployment where rollout_id = ? and back_generation is null
                   and previous_digest is not null and not gone order by position limit ?""", Deployments::placed, rollout.value(), limit);
    }

    /** One that is online and not back yet. */
    Optional<DeviceId> laggard(RolloutId rollout) {
        return sql.query("""
                select device_id from rollout_deployment where rollout_id = ? and online and not gone
                   and standing = 'GOING_BACK' limit 1""", (row, number) -> new DeviceId(row.getString(1)), rollout.value()).stream()
                .findFirst();
    }

    List<Placed> page(RolloutId rollout, String afterDevice, int limit) {
        return sql.query(
                "select * from rollout_deployment where rollout_id = ? and device_id > ? order by device_id limit ?",
                Deployments::placed,
                rollout.value(),
                afterDevice,
                limit);
    }

    void add(ModelName model, Collection<Placed> placed, Instant now) {
        sql.batchUpdate("""
                insert into rollout_deployment (rollout_id, device_id, model, stage, digest, length_bytes, previous_version,
                    previous_variant, previous_digest, previous_length, generation, state, attempt, detail, assigned_at,
                    updated_at, position, online, runs)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict do nothing""", placed, 500, (row, one) -> fill(row, model, one, now));
    }

    /** The deployment that an event of {@code generation} is about, its row held until the transaction ends. */
    Optional<Placed> lockFor(DeviceId device, ModelName model, long generation) {
        return sql.query("""
                        select * from rollout_deployment where device_id = ? and model = ? and generation <= ?
                        order by generation desc limit 1 for update""", Deployments::placed, device.value(), model.value(), generation).stream()
                .findFirst();
    }

    /** @param retrying whether it failed in a way that the plan lets it try again */
    void progressed(RolloutId rollout, DeviceId device, Deployment to, boolean retrying, Instant now) {
        var last = to.last();
        sql.update(
                """
                update rollout_deployment set state = ?, attempt = ?, failure = ?, detail = ?, delta_bytes = ?, full_bytes = ?,
                    fallback = ?, last_boot = ?, last_seq = ?, last_at = ?, updated_at = ?, retrying = ?, expired = false
                where rollout_id = ? and device_id = ?""",
                to.state().name(),
                to.attempt(),
                to.failure() == null ? null : to.failure().name(),
                to.detail(),
                to.transfer().deltaBytes(),
                to.transfer().fullBytes(),
                to.transfer().fallback(),
                last == null ? null : last.boot(),
                last == null ? null : last.seq(),
                last == null ? null : Timestamp.from(last.at()),
                Timestamp.from(now),
                retrying,
                rollout.value(),
                device.value());
    }

    /** Frees the places of devices that have been in a state for longer than it may last. */
    void expire(RolloutId rollout, Slots slots, Instant now) {
        slots.longest().forEach((state, longest) -> {
            if (!state.terminal()) {
                sql.update("""
                        update rollout_deployment set expired = true where rollout_id = ? and state = ? and updated_at <= ?
                           and state not in ('CONFIRMED', 'FAILED', 'ROLLED_BACK') and not expired and back_generation is null""", rollout.value(), state.name(), Timestamp.from(now.minus(longest)));
            }
        });
    }

    /** Those that failed, or whose place was freed, begin anew. @return which */
    List<DeviceId> again(RolloutId rollout, Instant now) {
        return sql.query("""
                update rollout_deployment set state = 'ASSIGNED', attempt = attempt + 1, failure = null, detail = '',
                    retrying = false, expired = false, last_boot = null, last_seq = null, last_at = null, updated_at = ?
                 where rollout_id = ? and back_generation is null and not gone and standing in ('FAILED', 'ROLLED_BACK', 'EXPIRED')
                returning device_id""", (row, number) -> new DeviceId(row.getString(1)), Timestamp.from(now), rollout.value());
    }

    void costOfReturn(RolloutId rollout, DeviceId device, Transfer transfer) {
        sql.update(
                "update rollout_deployment set back_bytes = greatest(back_bytes, ?) where rollout_id = ? and device_id = ?",
                transfer.deltaBytes() + transfer.fullBytes(),
                rollout.value(),
                device.value());
    }

    void sentBack(RolloutId rollout, Map<DeviceId, Long> generations) {
        sql.batchUpdate(
                "update rollout_deployment set back_generation = ? where rollout_id = ? and device_id = ?",
                List.copyOf(generations.entrySet()),
                500,
                (row, entry) -> {
                    row.setLong(1, entry.getValue());
                    row.setString(2, rollout.value());
                    row.setString(3, entry.getKey().value());
                });
    }

    private static void fill(PreparedStatement row, ModelName model, Placed one, Instant now) throws SQLException {
        var previous = one.previous();
        row.setString(1, one.rollout().value());
        row.setString(2, one.device().value());
        row.setString(3, model.value());
        row.setInt(4, one.stage());
        row.setString(5, one.progress().digest().hex());
        row.setLong(6, one.lengthBytes());
        row.setString(7, previous == null ? null : previous.version().value());
        row.setString(8, previous == null ? null : previous.variant());
        row.setString(9, previous == null ? null : previous.digest().hex());
        row.setObject(10, previous == null ? null : previous.lengthBytes());
        row.setLong(11, one.generation());
        row.setString(12, one.progress().state().name());
        row.setInt(13, one.progress().attempt());
        row.setString(14, one.progress().detail());
        row.setTimestamp(15, Timestamp.from(now));
        row.setTimestamp(16, Timestamp.from(now));
        row.setLong(17, one.position());
        row.setBoolean(18, one.online());
        row.setString(19, one.runs());
    }

    private static Placed placed(ResultSet row, int number) throws SQLException {
        var backGeneration = row.getLong("back_generation");
        return new Placed(
                new RolloutId(row.getString("rollout_id")),
                new DeviceId(row.getString("device_id")),
                row.getInt("stage"),
                progress(row),
                row.getLong("length_bytes"),
                previous(row),
                row.getLong("generation"),
                backGeneration == 0 ? null : backGeneration,
                row.getTimestamp("updated_at").toInstant(),
                row.getLong("position"),
                row.getString("standing"),
                row.getBoolean("online"),
                row.getString("runs"));
    }

    private static Deployment progress(ResultSet row) throws SQLException {
        var failure = row.getString("failure");
        var boot = row.getObject("last_boot", UUID.class);
        return new Deployment(
                new ArtifactDigest(row.getString("digest")),
                UpdateState.valueOf(row.getString("state")),
                row.getInt("attempt"),
                failure == null ? null : FailureCode.valueOf(failure),
                row.getString("detail"),
                new Transfer(row.getLong("delta_bytes"), row.getLong("full_bytes"), row.getBoolean("fallback")),
                boot == null
                        ? null
                        : new Deployment.Mark(
                                boot,
                                row.getLong("last_seq"),
                                row.getTimestamp("last_at").toInstant()));
    }

    private static @Nullable Wanted previous(ResultSet row) throws SQLException {
        var version = row.getString("previous_version");
        return version == null
                ? null
                : new Wanted(
                        new VersionName(version),
                        row.getString("previous_variant"),
                        new ArtifactDigest(row.getString("previous_digest")),
                        row.getLong("previous_length"));
    }
}
