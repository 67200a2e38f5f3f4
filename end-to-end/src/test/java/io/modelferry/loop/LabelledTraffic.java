package io.modelferry.loop;

import java.util.concurrent.locks.LockSupport;

/** Steady requests to one agent, each followed by a label. */
final class LabelledTraffic implements AutoCloseable {

    private static final long PAUSE_NANOS = 50_000_000;
    private static final int CLASSES = 10;

    private final Thread thread;
    private volatile boolean running = true;

    LabelledTraffic(AgentUnderTest agent) {
        thread = Thread.ofVirtual().start(() -> {
            for (var n = 0; running; n++) {
                if (agent.infer(LoopContract.MODEL, "labelled-" + n, LoopContract.PICTURE) == 200) {
                    agent.label(LoopContract.MODEL, "labelled-" + n, n % CLASSES);
                }
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        });
    }

    @Override
    public void close() throws InterruptedException {
        running = false;
        thread.join();
    }
}
