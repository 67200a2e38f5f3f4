package io.modelferry.agent.telemetry;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** The ring of a device that has no disk to keep it on. */
final class MemoryWindows implements WindowQueue {

    private static final int ROOM = 10_000;

    private final Deque<byte[]> waiting = new ArrayDeque<>();
    private long lost;

    @Override
    public synchronized void add(byte[] window) {
        waiting.add(window);
        if (waiting.size() > ROOM) {
            waiting.remove();
            lost++;
        }
    }

    @Override
    public synchronized @Nullable Taken take() {
        var window = waiting.poll();
        return window == null ? null : new Taken(Taken.MEMORY, window);
    }

    @Override
    public void delivered(Taken taken) {}

    @Override
    public synchronized void returned(Taken taken) {
        waiting.addFirst(taken.window());
    }

    @Override
    public synchronized long lost() {
        return lost;
    }
}
