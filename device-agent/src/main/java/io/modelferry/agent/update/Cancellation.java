package io.modelferry.agent.update;

import io.modelferry.protocol.report.FailureCode;
import java.util.ArrayList;
import java.util.List;

/**
 * Asks long work to stop. Cooperative on purpose: a thread interrupt closes file channels in the middle of a commit.
 */
public final class Cancellation {

    private final List<Runnable> hooks = new ArrayList<>();
    private boolean requested;

    public synchronized boolean requested() {
        return requested;
    }

    /** @throws UpdateFailure INTERRUPTED once it was asked for */
    public void check() throws UpdateFailure {
        if (requested()) {
            throw new UpdateFailure(FailureCode.INTERRUPTED, "a newer goal or the agent's stop");
        }
    }

    public void request() {
        List<Runnable> due;
        synchronized (this) {
            requested = true;
            due = List.copyOf(hooks);
            hooks.clear();
        }
        due.forEach(Runnable::run);
    }

    /** Runs {@code hook} when cancelled, at once if that has happened: wakes what waits on a socket. */
    public void onRequest(Runnable hook) {
        synchronized (this) {
            if (!requested) {
                hooks.add(hook);
                return;
            }
        }
        hook.run();
    }
}
