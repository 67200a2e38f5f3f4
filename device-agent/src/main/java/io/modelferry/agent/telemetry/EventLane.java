package io.modelferry.agent.telemetry;

import io.modelferry.protocol.report.UpdateEvent;
import java.util.List;
import java.util.UUID;

/** Where unacknowledged events wait. */
public interface EventLane {

    /** Durable on return, as far as this lane can. */
    void append(UpdateEvent event);

    /** Oldest first. */
    List<UpdateEvent> pending();

    /** Drops the events of {@code boot} up to and with {@code upToSeq}. */
    void forget(UUID boot, long upToSeq);

    /** In memory only: for simulated devices. */
    static EventLane inMemory() {
        return new MemoryEvents();
    }
}
