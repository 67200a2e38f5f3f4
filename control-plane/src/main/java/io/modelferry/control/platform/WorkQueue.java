package io.modelferry.control.platform;

import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Durable work in one table of a room, with the columns {@code id bigint}, {@code attempts integer} and {@code not_before
 * timestamptz}. A row is work to do; it goes when the work is done. While it is being done its row is locked, so a process that
 * dies gives it back at once, and two processes never do the same.
 * <p>The attempt is counted before the work begins: work that kills the process is given up after {@value #MAX_ATTEMPTS}.
 */
public final class WorkQueue {

    public static final int MAX_ATTEMPTS = 3;

    private static final Logger log = LoggerFactory.getLogger(WorkQueue.class);
    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(2);

    private final String table;
    private final Doing doing;
    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;

    /** What a room does with a row. */
    public interface Doing {

        /** Does the work; steps that must survive a later failure run in transactions of their own. */
        void work(long id) throws Exception;

        /** The work failed too often; runs in the transaction that removes the row. */
        void giveUp(long id, String reason);
    }

    /** @param table a name from the code, never from outside */
    public WorkQueue(String table, Doing doing, JdbcClient jdbc, PlatformTransactionManager transactions) {
        this.table = table;
        this.doing = doing;
        this.jdbc = jdbc;
        this.transaction = new TransactionTemplate(transactions);
        transaction.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
    }

    /** Does the oldest work that nobody does; false if there is none. */
    public boolean doNext() {
        var claimed = Optional.ofNullable(transaction.execute(status -> claim().orElse(null)));
        claimed.ifPresent(this::attempt);
        return claimed.isPresent();
    }

    private record Claim(long id, int attempt) {}

    private Optional<Claim> claim() {
        return jdbc.sql("""
                        update %1$s set attempts = attempts + 1
                        where id = (select id from %1$s where not_before <= now() order by id
                                    for update skip locked limit 1)
                        returning id, attempts""".formatted(table))
                .query((row, number) -> new Claim(row.getLong(1), row.getInt(2)))
                .optional();
    }

    private void attempt(Claim claim) {
        try {
            transaction.executeWithoutResult(status -> run(claim));
        } catch (Exception e) {
            if (Thread.currentThread().isInterrupted()) {
                log.info("work interrupted, it goes on after the next start queue={} id={}", table, claim.id());
                undoAttempt(claim);
                return;
            }
            log.warn("work failed queue={} id={} attempt={}", table, claim.id(), claim.attempt(), e);
            transaction.executeWithoutResult(status -> afterFailure(claim, e));
        }
    }

    /** A stop is no failure, however often it comes. */
    private void undoAttempt(Claim claim) {
        var unused = Thread.interrupted(); // the pool gives nothing to an interrupted thread
        try {
            jdbc.sql("update " + table + " set attempts = attempts - 1 where id = ?")
                    .param(claim.id())
                    .update();
        } finally {
            Thread.currentThread().interrupt();
        }
    }

    private void run(Claim claim) {
        jdbc.sql("set local idle_in_transaction_session_timeout = 0").update(); // work takes minutes
        if (!hold(claim.id())) {
            return; // another process was faster
        }
        if (claim.attempt() > MAX_ATTEMPTS) {
            giveUp(claim.id(), "it ended the process %d times".formatted(MAX_ATTEMPTS));
            return;
        }
        try {
            doing.work(claim.id());
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new WorkFailed(e);
        }
        remove(claim.id());
    }

    private void afterFailure(Claim claim, Exception failure) {
        if (claim.attempt() >= MAX_ATTEMPTS && hold(claim.id())) {
            giveUp(claim.id(), reason(failure));
            return;
        }
        jdbc.sql("update " + table + " set not_before = now() + make_interval(secs => ?) where id = ?")
                .params(PAUSE_AFTER_FAILURE.toSeconds() * claim.attempt(), claim.id())
                .update();
    }

    private void giveUp(long id, String reason) {
        log.error("work given up queue={} id={} reason={}", table, id, reason);
        doing.giveUp(id, reason);
        remove(id);
    }

    private boolean hold(long id) {
        return jdbc.sql("select id from " + table + " where id = ? for update skip locked")
                .param(id)
                .query(Long.class)
                .optional()
                .isPresent();
    }

    private void remove(long id) {
        jdbc.sql("delete from " + table + " where id = ?").param(id).update();
    }

    private static String reason(Exception failure) {
        var cause = failure instanceof WorkFailed ? failure.getCause() : failure;
        return cause == null ? "unknown" : cause.getClass().getSimpleName() + ": " + cause.getMessage();
    }

    /** Carries a checked exception out of a transaction. */
    private static final class WorkFailed extends RuntimeException {
        WorkFailed(Exception cause) {
            super(cause);
        }
    }
}
