package io.modelferry.agent.update;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One step at a time, in order of arrival, on a borrowed thread: an idle device holds none. What comes before {@link #open} waits. */
final class Mailbox {

    private static final Logger LOG = LoggerFactory.getLogger(Mailbox.class);

    private final Executor executor;
    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private boolean draining = true;

    Mailbox(Executor executor) {
        this.executor = executor;
    }

    /** Call once. */
    void open() {
        goOnElsewhere();
    }

    void post(Runnable step) {
        synchronized (this) {
            waiting.add(step);
            if (draining) {
                return;
            }
            draining = true;
        }
        drainOnAnotherThread();
    }

    private void drainOnAnotherThread() {
        var handed = false;
        try {
            executor.execute(this::drain);
            handed = true;
        } finally {
            if (!handed) {
                stopDraining(); // no thread to be had now: the next post asks again
            }
        }
    }

    private void drain() {
        var empty = false;
        try {
            for (var step = next(); step != null; step = next()) {
                run(step);
            }
            empty = true;
        } finally {
            if (!empty) {
                goOnElsewhere();
            }
        }
    }

    private static void run(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException | VirtualMachineError | LinkageError e) {
            // one bad step must not end the engine: inference goes on, and the next goal finds it alive
            LOG.error("update step failed", e);
        }
    }

    /** This thread dies of an error that nobody foresaw: another takes over what still waits. */
    private void goOnElsewhere() {
        synchronized (this) {
            draining = !waiting.isEmpty();
            if (!draining) {
                return;
            }
        }
        drainOnAnotherThread();
    }

    private synchronized void stopDraining() {
        draining = false;
    }

    private synchronized @Nullable Runnable next() {
        var step = waiting.poll();
        draining = step != null;
        return step;
    }
}
