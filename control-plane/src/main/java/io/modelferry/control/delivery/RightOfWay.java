package io.modelferry.control.delivery;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * Goals that brake go before files. A file is, as a rule, part of the very update that is held back, and sending it takes the processor and
 * the line from the goals that say so. A file waits for {@link #MOST} in any {@link #SPELL}, so that a fleet whose rollouts are paused
 * all day, or on the way back for hours, still gets its files.
 */
@Component
class RightOfWay {

    static final Duration MOST = Duration.ofSeconds(3);
    static final Duration SPELL = Duration.ofSeconds(30);

    private final InstantSource clock;
    private final Duration most;
    private Instant next = Instant.MIN;
    private CompletableFuture<Void> clear = CompletableFuture.completedFuture(null);
    private int writing;

    @Autowired
    RightOfWay(InstantSource clock) {
        this(clock, MOST);
    }

    RightOfWay(InstantSource clock, Duration most) {
        this.clock = clock;
        this.most = most;
    }

    synchronized PostOffice.Claim claim() {
        var now = clock.instant();
        if (!now.isBefore(next)) {
            next = now.plus(SPELL);
            clear = new CompletableFuture<Void>().completeOnTimeout(null, most.toMillis(), TimeUnit.MILLISECONDS);
        }
        writing++;
        return this::written;
    }

    private synchronized void written() {
        writing--;
    }

    /** What files wait for, once all that they wait for is posted; it ends when everything posted by now is with the broker. */
    synchronized Optional<CompletableFuture<Void>> posted() {
        return writing == 0 && !clear.isDone() ? Optional.of(clear) : Optional.empty();
    }

    void end(CompletableFuture<Void> waiting) {
        waiting.complete(null);
    }

    /** Now, as a rule; else on another thread as soon as the way is clear. */
    void whenClear(Runnable begin) {
        var waiting = clear();
        if (waiting.isDone()) {
            begin.run();
        } else {
            waiting.thenRunAsync(begin);
        }
    }

    private synchronized CompletableFuture<Void> clear() {
        return clear;
    }
}
