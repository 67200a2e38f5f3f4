package io.modelferry.control.rollout;

import java.sql.Timestamp;
import java.time.Instant;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The switch that holds the whole fleet: while it is on, no rollout gives its version to anybody and no stage passes. Going back stays possible. */
@Component
public class Freezes {

    /** @param actor who turned it on */
    public record Freeze(String reason, String actor, Instant since) {}

    private final JdbcClient sql;

    Freezes(JdbcClient sql) {
        this.sql = sql;
    }

    Optional<Freeze> now() {
        return sql.sql("select reason, actor, since from rollout_freeze")
                .query((row, number) -> new Freeze(
                        row.getString(1), row.getString(2), row.getTimestamp(3).toInstant()))
                .optional();
    }

    /** @return false if it is on already; the first reason stands */
    boolean turnOn(Freeze freeze) {
        return sql.sql("insert into rollout_freeze (reason, actor, since) values (?, ?, ?) on conflict do nothing")
                        .params(freeze.reason(), freeze.actor(), Timestamp.from(freeze.since()))
                        .update()
                == 1;
    }

    boolean turnOff() {
        return sql.sql("delete from rollout_freeze").update() == 1;
    }
}
