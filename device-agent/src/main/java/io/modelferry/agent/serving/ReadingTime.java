package io.modelferry.agent.serving;

import java.io.IOException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * How long a request's body may take: a client that stops in the middle would hold its place for ever. The JDK's server has a
 * limit of its own, but only where nobody used that server before us in this process.
 */
final class ReadingTime implements AutoCloseable {

    private final ScheduledThreadPoolExecutor clock = new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("serving-deadlines").factory());
    private final long limitMillis;

    ReadingTime(long limitMillis) {
        this.limitMillis = limitMillis;
        clock.setRemoveOnCancelPolicy(true); // else a busy day's alarms lie there for the limit's length
    }

    /** Reads from a connection on the caller's thread. */
    interface Reading<E extends Exception> {
        byte[] bytes() throws IOException, E;
    }

    /** @throws IOException if the time is up, which closes the connection */
    <E extends Exception> byte[] limit(Reading<E> reading) throws IOException, E {
        var alarm = new Alarm(Thread.currentThread());
        var pending = clock.schedule(alarm::ring, limitMillis, TimeUnit.MILLISECONDS);
        try {
            return reading.bytes();
        } finally {
            pending.cancel(false);
            alarm.off();
        }
    }

    /** Interrupts its sleeper, whose channel then closes; never once it has been put off. */
    private static final class Alarm {

        private final Thread sleeper;
        private boolean off;

        Alarm(Thread sleeper) {
            this.sleeper = sleeper;
        }

        synchronized void ring() {
            if (!off) {
                sleeper.interrupt();
            }
        }

        synchronized void off() {
            off = true;
            Thread.interrupted(); // it may have rung after the last byte
        }
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
