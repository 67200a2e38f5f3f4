package io.modelferry.control.rollout;

import io.modelferry.protocol.DeviceId;
import io.modelferry.protocol.ModelName;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Whose goals are to be written anew as they stand: their rollout was paused or resumed, or is tried again. Every statement lists devices
 * in the order of their ids, so that none waits for another that waits for it.
 */
@Component
class Reissues {

    /** Devices that one statement lists. */
    private static final int AT_ONCE = 2000;

    private static final String BEFORE_ITS_TRIAL =
            "standing in ('WAITING', 'ASSIGNED', 'FETCHING', 'PATCHING', 'VERIFIED', 'PROBED', 'RETRYING')";

    private final JdbcTemplate sql;
    private final AtomicBoolean ordered = new AtomicBoolean();

    Reissues(JdbcTemplate sql) {
        this.sql = sql;
    }

    /** @param listed with the order itself */
    @SuppressWarnings("ArrayRecordComponent") // handed on, never compared
    private record Waiting(String rollout, String after, String[] listed) {}

    /**
     * The goals of a rollout's devices that have not begun their trial are to be written anew: some of those who are online at once, the
     * others bit by bit. Whoever is listed already is held until the caller commits: a goal written before then knows nothing of the order.
     */
    void of(RolloutId rollout, Instant now) {
        sql.update("""
                with first as (select device_id from rollout_deployment
                                where rollout_id = ? and back_generation is null and not gone and online and %s
                                order by online desc, position limit ?),
                   noted as (insert into rollout_reissue (device_id) select device_id from first order by device_id
                             on conflict (device_id) do update set device_id = excluded.device_id)
                insert into rollout_reissue_of (rollout_id, asked_at, listed)
                select ?, ?, coalesce(array_agg(device_id), '{}') from first
                on conflict (rollout_id) do update
                    set asked_at = excluded.asked_at, after_device = '', listed = excluded.listed""".formatted(BEFORE_ITS_TRIAL), rollout.value(), AT_ONCE, rollout.value(), Timestamp.from(now));
        noteAfterCommit();
    }

    private void noteAfterCommit() {
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                ordered.set(true);
            }
        });
    }

    /** Whether a rollout's goals were asked for in this process since this was asked last. */
    boolean takeOrdered() {
        return ordered.getAndSet(false);
    }

    /** Lists the next devices of the rollout that has waited longest. @return whether one waits */
    boolean listMore() {
        var waiting = sql.query(
                "select rollout_id, after_device, listed from rollout_reissue_of order by asked_at limit 1 for update skip locked",
                (row, number) -> new Waiting(row.getString(1), row.getString(2), (String[])
                        row.getArray(3).getArray()));
        waiting.forEach(this::list);
        return !waiting.isEmpty();
    }

    private void list(Waiting waiting) {
        var last = sql.queryForObject(
                """
                with next as (select device_id, standing from rollout_deployment
                               where rollout_id = ? and device_id > ? and not gone order by device_id limit ?),
                   listed as (insert into rollout_reissue (device_id) select device_id from next
                               where device_id <> all (?) and %s order by device_id on conflict do nothing)
                select max(device_id) from next""".formatted(BEFORE_ITS_TRIAL),
                String.class,
                waiting.rollout(),
                waiting.after(),
                AT_ONCE,
                waiting.listed());
        if (last == null) {
            sql.update("delete from rollout_reissue_of where rollout_id = ?", waiting.rollout());
        } else {
            sql.update("update rollout_reissue_of set after_device = ? where rollout_id = ?", last, waiting.rollout());
        }
    }

    /** Their goals are written anew once, and clear the file's quarantine. */
    void retry(Collection<DeviceId> devices, ModelName model) {
        sql.update(
                "update rollout_goal_model set retry = true where model = ? and device_id = any (?)",
                model.value(),
                ids(devices));
        sql.update(
                "insert into rollout_reissue (device_id) select unnest(?::text[]) order by 1 on conflict do nothing",
                (Object) ids(devices));
    }

    /** What was written clears quarantines no second time. */
    void retried(Collection<DeviceId> devices) {
        sql.update("update rollout_goal_model set retry = false where retry and device_id = any (?)", (Object)
                ids(devices));
    }

    List<DeviceId> take(int limit) {
        return sql.query("""
                delete from rollout_reissue where device_id in
                    (select device_id from rollout_reissue order by device_id limit ? for update skip locked)
                returning device_id""", (row, number) -> new DeviceId(row.getString(1)), limit);
    }

    private static String[] ids(Collection<DeviceId> devices) {
        return devices.stream().map(DeviceId::value).toArray(String[]::new);
    }
}
