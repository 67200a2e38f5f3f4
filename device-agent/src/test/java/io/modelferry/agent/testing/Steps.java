package io.modelferry.agent.testing;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;

/** Runs what it was given when the test says so, on the test's thread. */
final class Steps implements Executor {

    private final Queue<Runnable> waiting = new ArrayDeque<>();

    @Override
    public synchronized void execute(Runnable step) {
        waiting.add(step);
    }

    private synchronized Runnable next() {
        return waiting.poll();
    }

    void runAll() {
        for (var step = next(); step != null; step = next()) {
            step.run();
        }
    }

    /** The process that wanted them is gone. */
    synchronized void forgetAll() {
        waiting.clear();
    }
}
