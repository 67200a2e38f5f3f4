package io.modelferry.loop;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** Steady inference requests to one agent, and how many were answered. */
final class Traffic implements AutoCloseable {

    private static final long PAUSE_NANOS = 10_000_000;

    private final AtomicLong answered = new AtomicLong();
    private final AtomicInteger failed = new AtomicInteger();
    private final Thread thread;
    private volatile boolean running = true;

    Traffic(AgentUnderTest agent, String model, String tensors) {
        thread = Thread.ofVirtual().start(() -> {
            for (var n = 0; running; n++) {
                if (agent.infer(model, "t-" + n, tensors) == 200) {
                    answered.incrementAndGet();
                } else {
                    failed.incrementAndGet();
                }
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        });
    }

    long answered() {
        return answered.get();
    }

    int failed() {
        return failed.get();
    }

    @Override
    public void close() throws InterruptedException {
        running = false;
        thread.join();
    }
}
