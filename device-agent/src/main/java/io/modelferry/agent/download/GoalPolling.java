package io.modelferry.agent.download;

import io.modelferry.agent.update.Cancellation;
import io.modelferry.agent.update.Link;
import io.modelferry.agent.update.Ticks;
import io.modelferry.agent.update.UpdateFailure;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks for the goal over HTTPS while MQTT is down. The goal is the same signed document, so the road does not matter.
 * <p>Every wait is drawn anew between zero and twice the mean (full jitter), so that a fleet that lost its broker does not come to
 * the server as one; after failures the mean doubles, up to four times. A wait lasts by {@link Ticks}: a clock that is set neither
 * shortens nor stretches it.
 */
public final class GoalPolling {

    private static final Logger LOG = LoggerFactory.getLogger(GoalPolling.class);
    private static final int DOUBLINGS_AT_MOST = 2;

    /** What passes and what is drawn. */
    public record Chance(Ticks ticks, RandomGenerator random) {}

    private final HttpsRoad https;
    private final Link link;
    private final Consumer<byte[]> goals;
    private final Duration every;
    private final Chance chance;
    private final Executor executor;
    private long since;
    private long waitNanos;
    private int failures;
    private @Nullable Cancellation asking;
    private boolean stopped;

    /**
     * @param goals takes an envelope, unopened
     * @param every mean of the waits
     */
    public GoalPolling(
            HttpsRoad https, Link link, Consumer<byte[]> goals, Duration every, Chance chance, Executor executor) {
        this.https = https;
        this.link = link;
        this.goals = goals;
        this.every = every;
        this.chance = chance;
        this.executor = executor;
        waitAnew();
    }

    /** Time has passed. */
    public synchronized void tick() {
        if (link.connected()) {
            failures = 0;
            waitAnew();
        } else if (asking == null && !stopped && chance.ticks().nanos() - since >= waitNanos) {
            var cancellation = new Cancellation(); // one each: it holds on to what it would wake
            asking = cancellation;
            executor.execute(() -> ask(cancellation));
        }
    }

    private void waitAnew() {
        since = chance.ticks().nanos();
        var mean = every.toNanos() << Math.min(failures, DOUBLINGS_AT_MOST);
        waitNanos = chance.random().nextLong(2 * mean + 1);
    }

    private void ask(Cancellation cancellation) {
        var failed = true;
        try {
            https.goal(cancellation).ifPresent(goals);
            failed = false;
        } catch (UpdateFailure e) {
            LOG.info("no goal over HTTPS either: {} {}", e.code(), e.detail());
        } finally {
            asked(failed);
        }
    }

    private synchronized void asked(boolean failed) {
        failures = failed ? failures + 1 : 0;
        asking = null;
        waitAnew();
    }

    public synchronized void stop() {
        stopped = true;
        if (asking != null) {
            asking.request();
        }
    }
}
