package io.modelferry.agent.update;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One step at a time, in order of arrival, on a borrowed thread: an idle device holds none. */
final class Mailbox {

    private static final Logger LOG = LoggerFactory.getLogger(Mailbox.class);

    private final Executor executor;
    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private boolean draining;

    Mailbox(Executor executor) {
        this.executor = executor;
    }

    void post(Runnable step) {
        synchronized (this) {
            waiting.add(step);
            if (draining) {
                return;
            }
            draining = true;
        }
        executor.execute(this::drain);
    }

    private void drain() {
        for (var step = next(); step != null; step = next()) {
            try {
                step.run();
            } catch (RuntimeException e) {
                // a bug in one step must not end the engine: inference goes on, and the next goal finds it alive
                LOG.error("update step failed", e);
            }
        }
    }

    private synchronized @Nullable Runnable next() {
        var step = waiting.poll();
        draining = step != null;
        return step;
    }
}
