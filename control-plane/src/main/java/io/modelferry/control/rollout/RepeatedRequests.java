package io.modelferry.control.rollout;

import io.modelferry.control.platform.Refusal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Requests that come again because their answer was lost. The key stands in the transaction that makes the rollout, so that two at once make
 * one, and what failed leaves no key behind.
 *
 * @see <a href="https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/">Idempotency-Key</a>
 */
@Component
class RepeatedRequests {

    private static final Duration KEPT = Duration.ofDays(7);
    private static final Pattern KEY = Pattern.compile("[!-~]{1,200}");

    private final JdbcClient sql;
    private final InstantSource clock;
    private final TransactionTemplate transaction;

    RepeatedRequests(JdbcClient sql, InstantSource clock, TransactionTemplate transaction) {
        this.sql = sql;
        this.clock = clock;
        this.transaction = transaction;
    }

    /** @param first made with this; false: it was there */
    record Answered(RolloutId rollout, boolean first) {}

    private record Seen(String body, String rollout) {}

    /**
     * @param body of the request, in any form that is equal for equal requests
     * @throws Refusal 422 if the key is none, or came with another body
     */
    Answered once(String actor, String key, String body, Supplier<RolloutId> make) {
        if (!KEY.matcher(key).matches()) {
            throw Refusal.invalid("bad-idempotency-key", "Idempotency-Key: 1 to 200 visible ASCII characters.");
        }
        return Objects.requireNonNull(transaction.execute(
                status -> note(actor, key, sha256(body)) ? made(actor, key, make) : seen(actor, key, body)));
    }

    /** Waits for who came with the same key just now. @return whether nobody came before */
    private boolean note(String actor, String key, String body) {
        var now = clock.instant();
        sql.sql("delete from rollout_request where at < ?")
                .param(Timestamp.from(now.minus(KEPT)))
                .update();
        return sql.sql("insert into rollout_request (actor, key, body, at) values (?, ?, ?, ?) on conflict do nothing")
                        .params(actor, key, body, Timestamp.from(now))
                        .update()
                == 1;
    }

    private Answered made(String actor, String key, Supplier<RolloutId> make) {
        var rollout = make.get();
        sql.sql("update rollout_request set rollout_id = ? where actor = ? and key = ?")
                .params(rollout.value(), actor, key)
                .update();
        return new Answered(rollout, true);
    }

    private Answered seen(String actor, String key, String body) {
        var seen = sql.sql("select body, rollout_id from rollout_request where actor = ? and key = ?")
                .params(actor, key)
                .query((row, number) -> new Seen(row.getString(1), row.getString(2)))
                .single();
        if (!seen.body().equals(sha256(body))) {
            throw Refusal.invalid(
                    "idempotency-key-reused",
                    "Idempotency-Key: it made rollout " + seen.rollout() + " from another body. Take a new key.");
        }
        return new Answered(new RolloutId(seen.rollout()), false);
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("the JDK has no SHA-256", e);
        }
    }
}
