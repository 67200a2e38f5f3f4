package io.modelferry.control.rollout;

import static io.modelferry.control.platform.Columns.column;

import io.modelferry.control.rollout.gate.Judge;
import io.modelferry.control.rollout.plan.Slots;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.DeviceId;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;
import io.modelferry.protocol.report.FailureCode;
import io.modelferry.protocol.report.MetadataWait;
import io.modelferry.protocol.report.UpdateEvent.Transfer;
import io.modelferry.protocol.report.UpdateState;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
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

    /** The first in the draw that were given the version in one of {@code stages}, and the files they got: a sample that chance drew. */
    Judge.Arm first(RolloutId rollout, Collection<Integer> stages, int limit) {
        var files = new HashSet<String>();
        var devices = sql.query(
                """
                select device_id, digest from rollout_deployment where rollout_id = ? and stage = any (?) and not gone
                 order by position limit ?""",
                (row, number) -> {
                    files.add(row.getString(2));
                    return new DeviceId(row.getString(1));
                },
                rollout.value(),
                stages.toArray(Integer[]::new),
                limit);
        return new Judge.Arm(files.stream().map(ArtifactDigest::new).collect(Collectors.toSet()), Set.copyOf(devices));
    }

    /** Those that have something to go back to and were not sent yet. */
    List<Placed> toSendBack(RolloutId rollout, int limit) {
        return sql.query("""
                select * from rollout_deployment where rollout_id = ? and back_generation is null
                   and previous_digest is not null and not gone order by online desc, position limit ?""", Deployments::placed, rollout.value(), limit);
    }

    /** One that is online and not back yet. */
    Optional<DeviceId> laggard(RolloutId rollout) {
        return sql.query("""
                select device_id from rollout_deployment where rollout_id = ? and online and not gone
                   and standing = 'GOING_BACK' limit 1""", (row, number) -> new DeviceId(row.getString(1)), rollout.value()).stream()
                .findFirst();
    }

    /** @param states empty for all; names of ours, so that the database sees which index is about them */
    List<Placed> page(RolloutId rollout, Set<DeviceStanding> states, String afterDevice, int limit) {
        var only = states.isEmpty()
                ? ""
                : states.stream().map(Enum::name).collect(Collectors.joining("', '", " and standing in ('", "')"));
        return sql.query(
                "select * from rollout_deployment where rollout_id = ? and device_id > ?" + only
                        + " order by device_id limit ?",
                Deployments::placed,
                rollout.value(),
                afterDevice,
                limit);
    }

    /** One statement, whatever their number: the counters beside the table are noted once. */
    void add(ModelName model, Collection<Placed> placed, Instant now) {
        sql.update(
                """
                insert into rollout_deployment (model, assigned_at, updated_at, rollout_id, device_id, stage, digest, length_bytes,
                    previous_version, previous_variant, previous_digest, previous_length, generation, state, attempt, detail,
                    position, online, runs)
                select ?, now, now, one.* from (select ?::timestamptz as now) as clock, unnest(?::text[], ?::text[], ?::int[],
                    ?::text[], ?::bigint[], ?::text[], ?::text[], ?::text[], ?::bigint[], ?::bigint[], ?::text[], ?::int[],
                    ?::text[], ?::bigint[], ?::boolean[], ?::text[]) as one
                on conflict do nothing""",
                model.value(),
                Timestamp.from(now),
                texts(placed, one -> one.rollout().value()),
                texts(placed, one -> one.device().value()),
                column(placed, Placed::stage, Integer[]::new),
                texts(placed, one -> one.progress().digest().hex()),
                longs(placed, Placed::lengthBytes),
                texts(
                        placed,
                        one -> of(one.previous(), previous -> previous.version().value())),
                texts(placed, one -> of(one.previous(), Wanted::variant)),
                texts(
                        placed,
                        one -> of(one.previous(), previous -> previous.digest().hex())),
                longs(placed, one -> of(one.previous(), Wanted::lengthBytes)),
                longs(placed, Placed::generation),
                texts(placed, one -> one.progress().state().name()),
                column(placed, one -> one.progress().attempt(), Integer[]::new),
                texts(placed, one -> one.progress().detail()),
                longs(placed, Placed::position),
                column(placed, Placed::online, Boolean[]::new),
                texts(placed, Placed::runs));
    }

    private static @Nullable String[] texts(Collection<Placed> placed, Function<Placed, @Nullable String> value) {
        return column(placed, value, String[]::new);
    }

    private static @Nullable Long[] longs(Collection<Placed> placed, Function<Placed, @Nullable Long> value) {
        return column(placed, value, Long[]::new);
    }

    private static <V> @Nullable V of(@Nullable Wanted previous, Function<Wanted, V> value) {
        return previous == null ? null : value.apply(previous);
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
                    fallback = ?, last_boot = ?, last_seq = ?, last_at = ?, updated_at = ?, retrying = ?, expired = false, metadata_wait = ?
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
                to.metadataWait() == null ? null : to.metadataWait().name(),
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
                    retrying = false, expired = false, last_boot = null, last_seq = null, last_at = null, metadata_wait = null, updated_at = ?
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

    /**
     * What a device goes back to from now on.
     *
     * @param to null for nothing: it stays where it is
     * @param running what it attests
     */
    void pin(RolloutId rollout, DeviceId device, @Nullable Wanted to, @Nullable ArtifactDigest running) {
        sql.update(
                """
                update rollout_deployment set previous_version = ?, previous_variant = ?, previous_digest = ?, previous_length = ?,
                    runs = case when runs = 'NEW' then runs else ? end
                where rollout_id = ? and device_id = ?""",
                of(to, file -> file.version().value()),
                of(to, Wanted::variant),
                of(to, file -> file.digest().hex()),
                of(to, Wanted::lengthBytes),
                to != null && to.digest().equals(running) ? "OLD" : "OTHER",
                rollout.value(),
                device.value());
    }

    /** Those that were sent back to one of {@code versions} and are not there yet count as not sent. */
    void sendAnew(ModelName model, Collection<VersionName> versions) {
        sql.update("""
                update rollout_deployment set back_generation = null
                 where model = ? and standing = 'GOING_BACK' and previous_version = any (?)
                   and rollout_id in (select id from rollout where model = ? and state = 'ROLLING_BACK')""", model.value(), versions.stream().map(VersionName::value).toArray(String[]::new), model.value());
    }

    void sentBack(RolloutId rollout, Map<DeviceId, Long> generations) {
        var sent = List.copyOf(generations.entrySet());
        sql.update(
                """
                update rollout_deployment d set back_generation = sent.generation
                  from unnest(?::text[], ?::bigint[]) as sent(device, generation)
                 where d.rollout_id = ? and d.device_id = sent.device""",
                column(sent, entry -> entry.getKey().value(), String[]::new),
                column(sent, Map.Entry::getValue, Long[]::new),
                rollout.value());
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
        var wait = row.getString("metadata_wait");
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
                                row.getTimestamp("last_at").toInstant()),
                wait == null ? null : MetadataWait.valueOf(wait));
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
