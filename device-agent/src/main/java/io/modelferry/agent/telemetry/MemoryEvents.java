package io.modelferry.agent.telemetry;

import io.modelferry.protocol.report.UpdateEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** The lane of a device that has no disk to lose. */
final class MemoryEvents implements EventLane {

    private static final int ROOM = 10_000;

    private final List<UpdateEvent> waiting = new ArrayList<>();

    @Override
    public synchronized void append(UpdateEvent event) {
        waiting.add(event);
    }

    @Override
    public synchronized boolean hasRoom() {
        return waiting.size() < ROOM;
    }

    @Override
    public synchronized List<UpdateEvent> pending() {
        return List.copyOf(waiting);
    }

    @Override
    public synchronized void forget(UUID boot, long upToSeq) {
        waiting.removeIf(event -> event.boot().equals(boot) && event.seq() <= upToSeq);
    }
}
