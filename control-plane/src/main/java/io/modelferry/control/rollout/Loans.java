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

    /** A loan that has ended. @param until id of the last device that was told; empty if none was yet */
    record Ended(ModelName model, String borrower, String until) {}

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
                    returning(model)
                            ? "Devices of experiment " + borrower + " are still on their way back to the line of "
                                    + model + ": try again when the last was told."
                            : "Experiment " + borrower + " decides what devices run of " + model
                                    + ": stop it or ship it first.");
        });
    }

    void add(ModelName model, String borrower, Instant now) {
        sql.sql("insert into rollout_loan (model, borrower, lent_at) values (?, ?, ?)")
                .params(model.value(), borrower, Timestamp.from(now))
                .update();
    }

    private boolean returning(ModelName model) {
        return sql.sql("select returned_until is not null from rollout_loan where model = ?")
                .param(model.value())
                .query(Boolean.class)
                .single();
    }

    /** One whose devices are on their way back, held until the transaction ends; not one that somebody else holds. */
    Optional<Ended> takeEnded() {
        return sql.sql("""
                        select model, borrower, returned_until from rollout_loan where returned_until is not null
                         order by model limit 1 for update skip locked""")
                .query((row, number) -> new Ended(new ModelName(row.getString(1)), row.getString(2), row.getString(3)))
                .optional();
    }

    /** So far the devices have been told. */
    void reached(Ended loan) {
        sql.sql("update rollout_loan set returned_until = ? where model = ? and borrower = ?")
                .params(loan.until(), loan.model().value(), loan.borrower())
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
