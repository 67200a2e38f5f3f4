package io.modelferry.agent.inference;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes sessions on a thread of its own: letting go of a large model takes as long as several inferences, and no request
 * should pay for it.
 */
final class SessionCloser implements Executor, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SessionCloser.class);
    private static final int MOST_WAITING = 4;
    private static final long PATIENCE_SECONDS = 5;
    private static final long IDLE_SECONDS = 10;

    private final ThreadPoolExecutor thread = new ThreadPoolExecutor(
            1,
            1,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            Thread.ofPlatform().daemon().name("session-close").factory(),
            (late, _) -> late.run()); // after the end: a request that outlived the runtime closes what it leased

    SessionCloser() {
        thread.allowCoreThreadTimeOut(true);
    }

    @Override
    public void execute(Runnable close) {
        thread.execute(close);
    }

    /** Whoever swaps faster than sessions close waits for those that wait, for up to five seconds. */
    void awaitRoom() {
        var done = new CountDownLatch(1);
        if (thread.getQueue().size() < MOST_WAITING) {
            return;
        }
        execute(done::countDown);
        try {
            done.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** What waits is closed, for up to five seconds. A session that still runs is left to the end of the process. */
    @Override
    public void close() {
        thread.shutdown();
        try {
            if (!thread.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("sessions were still closing; the end of the process takes them");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
