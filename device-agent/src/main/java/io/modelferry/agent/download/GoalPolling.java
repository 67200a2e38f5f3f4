package io.modelferry.agent.download;

import io.modelferry.agent.update.Cancellation;
import io.modelferry.agent.update.Link;
import io.modelferry.agent.update.UpdateFailure;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks for the goal over HTTPS while MQTT is down. The goal is the same signed document, so the road does not matter. */
public final class GoalPolling {

    private static final Logger LOG = LoggerFactory.getLogger(GoalPolling.class);

    private final HttpsRoad https;
    private final Link link;
    private final Consumer<byte[]> goals;
    private final Duration every;
    private final InstantSource clock;
    private final Executor executor;
    private final Cancellation cancellation = new Cancellation();
    private Instant next;
    private boolean asking;

    /** @param goals takes an envelope, unopened */
    public GoalPolling(
            HttpsRoad https,
            Link link,
            Consumer<byte[]> goals,
            Duration every,
            InstantSource clock,
            Executor executor) {
        this.https = https;
        this.link = link;
        this.goals = goals;
        this.every = every;
        this.clock = clock;
        this.executor = executor;
        this.next = clock.instant().plus(every);
    }

    /** Time has passed. */
    public synchronized void tick() {
        var now = clock.instant();
        if (link.connected()) {
            next = now.plus(every);
        } else if (!asking && !now.isBefore(next) && !cancellation.requested()) {
            asking = true;
            next = now.plus(every);
            executor.execute(this::ask);
        }
    }

    private void ask() {
        try {
            https.goal(cancellation).ifPresent(goals);
        } catch (UpdateFailure e) {
            LOG.info("no goal over HTTPS either: {} {}", e.code(), e.detail());
        } finally {
            synchronized (this) {
                asking = false;
            }
        }
    }

    public void stop() {
        cancellation.request();
    }
}
