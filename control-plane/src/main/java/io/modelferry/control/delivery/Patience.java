package io.modelferry.control.delivery;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.transaction.TransactionException;

/**
 * Waits for a database that is away: does the work again every half second until it is back, and says so once in the log. For
 * one thread.
 */
final class Patience {

    private static final Logger log = LoggerFactory.getLogger(Patience.class);
    private static final Duration PAUSE = Duration.ofMillis(500);

    private final String who;
    private final BooleanSupplier closing;
    private boolean away;

    /** The room closes: nobody knows whether the work was done, so nothing of it may be acknowledged. */
    static final class Closed extends Exception {}

    /** @param who waits, for the log */
    Patience(String who, BooleanSupplier closing) {
        this.who = who;
        this.closing = closing;
    }

    void untilDone(Runnable work) throws Closed {
        untilDone(() -> {
            work.run();
            return true;
        });
    }

    /** Whatever else than the database's absence the work throws is thrown on. */
    <T> T untilDone(Supplier<T> work) throws Closed {
        while (!closing.getAsBoolean()) {
            try {
                var done = work.get();
                away = false;
                return done;
            } catch (TransactionException | DataAccessResourceFailureException | TransientDataAccessException reason) {
                await(reason);
            }
        }
        throw new Closed();
    }

    private void await(RuntimeException reason) {
        if (!away) {
            log.warn("the database is away; {} waits reason={}", who, reason.toString());
        }
        away = true;
        LockSupport.parkNanos(PAUSE.toNanos());
    }
}
