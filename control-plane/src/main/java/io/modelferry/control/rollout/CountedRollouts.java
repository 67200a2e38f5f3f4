package io.modelferry.control.rollout;

import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.report.UpdateState;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Lets the database count. */
@Repository
class CountedRollouts implements RolloutCensus {

    private static final String[] ACTIVE = Arrays.stream(RolloutState.values())
            .filter(RolloutState::active)
            .map(Enum::name)
            .toArray(String[]::new);

    static final String[] ARRIVED = Arrays.stream(UpdateState.values())
            .filter(state -> state.compareTo(UpdateState.VERIFIED) >= 0 && state != UpdateState.FAILED)
            .map(Enum::name)
            .toArray(String[]::new);

    private final JdbcClient jdbc;

    CountedRollouts(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public Map<RolloutState, Long> rollouts() {
        var counts = new EnumMap<RolloutState, Long>(RolloutState.class);
        for (var state : RolloutState.values()) {
            counts.put(state, 0L);
        }
        jdbc.sql("select state, count(*) from rollout group by 1").query(row -> {
            counts.put(RolloutState.valueOf(row.getString(1)), row.getLong(2));
        });
        return counts;
    }

    @Override
    public List<Deploying> deployments() {
        return jdbc.sql("""
                        select d.model, d.state, count(*) from rollout_deployment d join rollout r on r.id = d.rollout_id
                         where r.state = any (?) group by 1, 2""")
                .param(ACTIVE)
                .query((row, n) -> new Deploying(
                        new ModelName(row.getString(1)), UpdateState.valueOf(row.getString(2)), row.getLong(3)))
                .list();
    }

    @Override
    public List<Moved> moved() {
        return jdbc.sql("""
                        select model, count(*), count(*) filter (where fallback), sum(delta_bytes), sum(full_bytes),
                               coalesce(sum(greatest(0, length_bytes - delta_bytes - full_bytes)) filter (where state = any (?)), 0)
                          from rollout_deployment where delta_bytes + full_bytes > 0 group by 1""")
                .param(ARRIVED)
                .query((row, n) -> new Moved(
                        new ModelName(row.getString(1)),
                        row.getLong(2),
                        row.getLong(3),
                        row.getLong(4),
                        row.getLong(5),
                        row.getLong(6)))
                .list();
    }
}
