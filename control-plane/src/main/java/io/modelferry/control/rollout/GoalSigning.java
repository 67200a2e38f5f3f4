package io.modelferry.control.rollout;

import io.modelferry.control.trust.RetainedGoals;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** How far the goals have come that are signed anew after their key was replaced. */
@Component
class GoalSigning implements RetainedGoals {

    private final JdbcClient sql;

    GoalSigning(JdbcClient sql) {
        this.sql = sql;
    }

    @Override
    public Progress signedBy(String keyid) {
        return sql.sql("select count(*), count(*) filter (where signed_by <> ?) from rollout_goal")
                .param(keyid)
                .query((row, number) -> new Progress(row.getLong(1), row.getLong(2)))
                .single();
    }
}
