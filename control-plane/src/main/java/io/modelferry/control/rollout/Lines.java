package io.modelferry.control.rollout;

import io.modelferry.control.rollout.plan.Terms;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The version that each model's devices run when no rollout says otherwise. A rollout that reached everybody moves it. */
@Component
class Lines {

    /** @param rollout which moved the line here */
    record Line(ModelName model, VersionName version, Terms terms, RolloutId rollout) {}

    private final JdbcClient sql;

    Lines(JdbcClient sql) {
        this.sql = sql;
    }

    List<Line> all() {
        return sql.sql("select * from rollout_line order by model")
                .query(Lines::line)
                .list();
    }

    Optional<Line> of(ModelName model) {
        return sql.sql("select * from rollout_line where model = ?")
                .param(model.value())
                .query(Lines::line)
                .optional();
    }

    void move(Line line, Instant now) {
        sql.sql("""
                insert into rollout_line (model, version, probation, delivery, rollout_id, moved_at)
                values (?, ?, ?, ?, ?, ?)
                on conflict (model) do update set version = excluded.version, probation = excluded.probation,
                    delivery = excluded.delivery, rollout_id = excluded.rollout_id, moved_at = excluded.moved_at""")
                .params(
                        line.model().value(),
                        line.version().value(),
                        line.terms().probationJson(),
                        line.terms().deliveryJson(),
                        line.rollout().value(),
                        Timestamp.from(now))
                .update();
    }

    private static Line line(ResultSet row, int number) throws SQLException {
        return new Line(
                new ModelName(row.getString("model")),
                new VersionName(row.getString("version")),
                Terms.of(row),
                new RolloutId(row.getString("rollout_id")));
    }
}
