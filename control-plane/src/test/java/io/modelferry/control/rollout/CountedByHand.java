package io.modelferry.control.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelferry.control.rollout.Deployments.Bytes;
import io.modelferry.control.rollout.Tally.Alike;
import io.modelferry.control.rollout.Tally.Counted;
import java.util.ArrayList;
import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;

/** The rows of a rollout, counted the slow way. */
final class CountedByHand {

    private CountedByHand() {}

    static void equalsTheTally(RolloutHouse house, RolloutId rollout) {
        var counted = house.bean(Tally.class).of(rollout);
        var byHand = of(house.bean(JdbcTemplate.class), rollout);

        assertThat(counted.groups()).containsExactlyInAnyOrderElementsOf(byHand.groups());
        assertThat(counted.bytes()).isEqualTo(byHand.bytes());
    }

    private static Counted of(JdbcTemplate sql, RolloutId rollout) {
        var groups = new ArrayList<>(sql.query(
                """
                select stage, standing, online, runs, count(*) from rollout_deployment where rollout_id = ? and not gone
                 group by 1, 2, 3, 4""",
                (row, number) ->
                        new Alike(row.getInt(1), row.getString(2), row.getBoolean(3), row.getString(4), row.getLong(5)),
                rollout.value()));
        groups.addAll(queued(sql, rollout));
        var bytes = sql.query(
                        """
                select coalesce(sum(delta_bytes), 0), coalesce(sum(full_bytes), 0), coalesce(sum(back_bytes), 0),
                       coalesce(sum(length_bytes) filter (where delta_bytes + full_bytes > 0), 0), count(*) filter (where fallback)
                  from rollout_deployment where rollout_id = ? and not gone""",
                        (row, number) -> new Bytes(
                                row.getLong(1), row.getLong(2), row.getLong(3), row.getLong(4), row.getLong(5)),
                        rollout.value())
                .getFirst();
        return new Counted(groups, bytes);
    }

    private static List<Alike> queued(JdbcTemplate sql, RolloutId rollout) {
        return sql.query(
                "select count(*) from rollout_queue where rollout_id = ? having count(*) > 0",
                (row, number) -> new Alike(Tally.NO_STAGE, "QUEUED", false, "", row.getLong(1)),
                rollout.value());
    }
}
