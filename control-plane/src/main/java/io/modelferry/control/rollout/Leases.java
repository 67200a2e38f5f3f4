package io.modelferry.control.rollout;

import io.modelferry.control.platform.ModelferryConfiguration;
import java.time.Duration;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * Which control plane drives a rollout. A lease is renewed in each tick's own transaction and lasts by the database's clock, so that a
 * control plane that slept through it finds it taken. Who takes one over raises the fence, by which the log and the row show who decided what.
 */
@Component
class Leases {

    private final JdbcTemplate sql;
    private final Duration lasts;
    private final String holder = UUID.randomUUID().toString();

    Leases(JdbcTemplate sql, ModelferryConfiguration configuration) {
        this.sql = sql;
        this.lasts = configuration.rollout().lease();
        if (configuration.database().embedded()) {
            endAll(); // nobody else can be there: what a killed process held is ours at once
        }
    }

    private void endAll() {
        sql.update("update rollout_lease set until = clock_timestamp()");
    }

    /** How a tick stands to its rollout. */
    enum Hold {
        /** Another control plane drives it. */
        NOT_OURS,
        OURS,
        /** Since now: what was counted in memory before may be old. */
        NEWLY_OURS
    }

    /** In the transaction of the tick, which holds the rollout's row. */
    Hold renew(RolloutId rollout) {
        return sql
                .query(
                        """
                with before as (select holder from rollout_lease where rollout_id = ?)
                insert into rollout_lease as lease (rollout_id, holder, fence, until)
                values (?, ?, 1, clock_timestamp() + ?::interval)
                on conflict (rollout_id) do update
                   set fence = lease.fence + case when lease.holder = excluded.holder then 0 else 1 end,
                       holder = excluded.holder, until = excluded.until
                 where lease.holder = excluded.holder or lease.until < clock_timestamp()
                returning (select holder from before)""",
                        (row, number) -> holder.equals(row.getString(1)) ? Hold.OURS : Hold.NEWLY_OURS,
                        rollout.value(),
                        rollout.value(),
                        holder,
                        lasts.toMillis() + " milliseconds")
                .stream()
                .findFirst()
                .orElse(Hold.NOT_OURS);
    }

    /** At a clean stop: another need not wait until it ends. */
    void giveUp() {
        sql.update("update rollout_lease set until = clock_timestamp() where holder = ?", holder);
    }
}
