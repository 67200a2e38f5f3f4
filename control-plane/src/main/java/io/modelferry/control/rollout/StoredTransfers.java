package io.modelferry.control.rollout;

import io.modelferry.control.platform.Refusal;
import io.modelferry.protocol.ModelName;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Reads the deployments' costs by the time they last moved. */
@Repository
class StoredTransfers implements Transfers {

    private static final double MILLIS = 1000;

    private final JdbcClient jdbc;

    StoredTransfers(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public List<Moved> of(ModelName model, Instant from, Instant to, Duration step) {
        check(from, to, step);
        return jdbc.sql("""
                        select date_bin(make_interval(secs => :step), updated_at, timestamptz 'epoch') as bucket,
                               sum(delta_bytes), sum(full_bytes),
                               coalesce(sum(greatest(0, length_bytes - delta_bytes - full_bytes)) filter (where state = any (:arrived)), 0)
                          from rollout_deployment
                         where model = :model and updated_at >= :from and updated_at < :to and delta_bytes + full_bytes > 0
                         group by bucket order by bucket""")
                .param("step", step.toMillis() / MILLIS)
                .param("arrived", CountedRollouts.ARRIVED)
                .param("model", model.value())
                .param("from", Timestamp.from(from))
                .param("to", Timestamp.from(to))
                .query((row, n) ->
                        new Moved(row.getTimestamp(1).toInstant(), row.getLong(2), row.getLong(3), row.getLong(4)))
                .list();
    }

    private static void check(Instant from, Instant to, Duration step) {
        var length = Duration.between(from, to);
        if (!length.isPositive() || !step.isPositive()) {
            throw Refusal.invalid("bad-range", "from, to, step: from must lie before to, and step be above zero.");
        }
        if (length.dividedBy(step) > MAX_POINTS) {
            throw Refusal.invalid("bad-range", "step: more than " + MAX_POINTS + " points between from and to.");
        }
    }
}
