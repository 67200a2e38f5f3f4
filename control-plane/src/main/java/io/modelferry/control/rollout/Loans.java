package io.modelferry.control.rollout;

import io.modelferry.control.platform.Refusal;
import io.modelferry.protocol.ModelName;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Which models' lines are lent, and to whom. */
@Component
class Loans {

    private final JdbcClient sql;

    Loans(JdbcClient sql) {
        this.sql = sql;
    }

    /** Until the transaction ends, nobody else begins a rollout or a loan of the model. */
    void hold(ModelName model) {
        sql.sql("select pg_advisory_xact_lock(hashtextextended('rollout-line/' || ?, 0))")
                .param(model.value())
                .query(row -> {});
    }

    Optional<String> borrower(ModelName model) {
        return sql.sql("select borrower from rollout_loan where model = ?")
                .param(model.value())
                .query(String.class)
                .optional();
    }

    /** @throws Refusal 409 while the line is lent */
    void requireFree(ModelName model) {
        borrower(model).ifPresent(borrower -> {
            throw Refusal.conflict(
                    "experiment-active",
                    "Experiment " + borrower + " decides what devices run of " + model + ": stop it or ship it first.");
        });
    }

    void add(ModelName model, String borrower, Instant now) {
        sql.sql("insert into rollout_loan (model, borrower, lent_at) values (?, ?, ?)")
                .params(model.value(), borrower, Timestamp.from(now))
                .update();
    }

    /** @return false if it was not lent to {@code borrower} */
    boolean end(ModelName model, String borrower) {
        return sql.sql("delete from rollout_loan where model = ? and borrower = ?")
                        .params(model.value(), borrower)
                        .update()
                == 1;
    }
}
