package io.modelferry.control.rollout;

import io.modelferry.control.rollout.Deployments.Bytes;
import io.modelferry.control.rollout.gate.StageCounts;
import java.util.List;
import java.util.function.Predicate;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * The counters of a rollout. The database notes every change of a deployment and of the queue beside it, in the same transaction, so the sum
 * of the notes is the count of the rows at any time; reading it costs the same for ten devices and for a million.
 */
@Component
class Tally {

    /** Of the queue. */
    static final int NO_STAGE = -1;

    private final JdbcTemplate sql;

    Tally(JdbcTemplate sql) {
        this.sql = sql;
    }

    /**
     * Devices that are alike.
     *
     * @param stage in which they joined; {@link #NO_STAGE} in the queue
     * @param standing see the column {@code standing} of {@code rollout_deployment}; {@code QUEUED} in the queue
     * @param runs {@code NEW}, {@code OLD} or {@code OTHER}
     */
    record Alike(int stage, String standing, boolean online, String runs, long devices) {

        boolean placed() {
            return stage != NO_STAGE;
        }

        /** They attest the new file and lived through the trial. */
        boolean confirmed() {
            return standing.equals("CONFIRMED");
        }

        boolean failed() {
            return standing.equals("FAILED") || standing.equals("ROLLED_BACK");
        }

        /** Longer in its state than the plan allows: no verdict, but nobody waits for it any more. */
        boolean expired() {
            return standing.equals("EXPIRED");
        }

        boolean attestsNew() {
            return runs.equals("NEW");
        }
    }

    /** All that is counted of one rollout. */
    record Counted(List<Alike> groups, Bytes bytes) {

        long of(Predicate<Alike> which) {
            return groups.stream().filter(which).mapToLong(Alike::devices).sum();
        }

        long queued() {
            return of(group -> !group.placed());
        }

        long targeted() {
            return of(group -> true);
        }

        /** Everybody who was given the version, whatever the stage. */
        StageCounts counts() {
            return new StageCounts(
                    (int) of(Alike::placed),
                    (int) of(group -> group.placed() && group.online()),
                    (int) of(group -> group.online() && group.confirmed() && group.attestsNew()),
                    (int) of(group -> group.online() && (group.failed() || group.expired())),
                    (int) of(group -> group.confirmed() || group.failed()),
                    (int) of(Alike::failed));
        }
    }

    Counted of(RolloutId rollout) {
        var groups = sql.query(
                """
                select stage, standing, online, runs, sum(devices) as devices from rollout_tally where rollout_id = ?
                 group by 1, 2, 3, 4 having sum(devices) <> 0""",
                (row, number) -> new Alike(
                        row.getInt("stage"),
                        row.getString("standing"),
                        row.getBoolean("online"),
                        row.getString("runs"),
                        row.getLong("devices")),
                rollout.value());
        var bytes = sql.query(
                        """
                select coalesce(sum(delta_bytes), 0), coalesce(sum(full_bytes), 0), coalesce(sum(back_bytes), 0),
                       coalesce(sum(full_downloads), 0), coalesce(sum(fallbacks), 0) from rollout_tally where rollout_id = ?""",
                        (row, number) -> new Bytes(
                                row.getLong(1), row.getLong(2), row.getLong(3), row.getLong(4), row.getLong(5)),
                        rollout.value())
                .getFirst();
        return new Counted(groups, bytes);
    }

    /** Makes one row of all notes about the same. Nobody else's notes are touched, and no reader sees a difference. */
    void sumUp(RolloutId rollout) {
        sql.update("""
                with taken as (delete from rollout_tally where rollout_id = ? returning *)
                insert into rollout_tally
                select rollout_id, stage, standing, online, runs, sum(devices), sum(delta_bytes), sum(full_bytes), sum(back_bytes),
                       sum(full_downloads), sum(fallbacks)
                  from taken group by 1, 2, 3, 4, 5
                having sum(devices) <> 0 or sum(delta_bytes) <> 0 or sum(full_bytes) <> 0 or sum(back_bytes) <> 0
                    or sum(full_downloads) <> 0 or sum(fallbacks) <> 0""", rollout.value());
    }
}
