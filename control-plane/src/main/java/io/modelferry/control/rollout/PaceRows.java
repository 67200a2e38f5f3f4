package io.modelferry.control.rollout;

import io.modelferry.control.rollout.pace.ByteBudget.Spent;
import io.modelferry.control.rollout.pace.TokenBucket;
import java.sql.Timestamp;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** What a rollout's pace leaves in the database. */
@Component
class PaceRows {

    private final JdbcTemplate sql;

    PaceRows(JdbcTemplate sql) {
        this.sql = sql;
    }

    record Kept(TokenBucket bucket, Spent spent) {}

    Optional<Kept> of(RolloutId rollout) {
        return sql
                .query(
                        "select nano_tokens, filled_at, hour, bytes from rollout_pace where rollout_id = ?",
                        (row, number) -> new Kept(
                                new TokenBucket(
                                        row.getLong(1), row.getTimestamp(2).toInstant()),
                                new Spent(row.getLong(3), row.getLong(4))),
                        rollout.value())
                .stream()
                .findFirst();
    }

    Spent site(RolloutId rollout, String site) {
        return sql
                .query(
                        "select hour, bytes from rollout_pace_site where rollout_id = ? and site = ?",
                        (row, number) -> new Spent(row.getLong(1), row.getLong(2)),
                        rollout.value(),
                        site)
                .stream()
                .findFirst()
                .orElse(Spent.NOTHING);
    }

    void keep(RolloutId rollout, Kept kept, Map<String, Spent> sites) {
        sql.update(
                """
                insert into rollout_pace (rollout_id, nano_tokens, filled_at, hour, bytes) values (?, ?, ?, ?, ?)
                on conflict (rollout_id) do update set nano_tokens = excluded.nano_tokens, filled_at = excluded.filled_at,
                    hour = excluded.hour, bytes = excluded.bytes""",
                rollout.value(),
                kept.bucket().nanoTokens(),
                Timestamp.from(kept.bucket().filledAt()),
                kept.spent().hour(),
                kept.spent().bytes());
        sql.batchUpdate("""
                insert into rollout_pace_site (rollout_id, site, hour, bytes) values (?, ?, ?, ?)
                on conflict (rollout_id, site) do update set hour = excluded.hour, bytes = excluded.bytes""", List.copyOf(sites.entrySet()), 500, (row, entry) -> {
            row.setString(1, rollout.value());
            row.setString(2, entry.getKey());
            row.setLong(3, entry.getValue().hour());
            row.setLong(4, entry.getValue().bytes());
        });
    }
}
