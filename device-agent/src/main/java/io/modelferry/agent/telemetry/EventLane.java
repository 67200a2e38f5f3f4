package io.modelferry.agent.telemetry;

import io.modelferry.protocol.report.UpdateEvent;
import java.util.List;
import java.util.UUID;

/** Where unacknowledged events wait. */
public interface EventLane {

    /** Durable on return, as far as this lane can; what it cannot it keeps in memory until {@link #settle}. */
    void append(UpdateEvent event);

    /** Tries again to make durable what could not be. */
    default void settle() {}

    /** False when so much waits that no new update may begin. */
    boolean hasRoom();

    /** Oldest first. */
    List<UpdateEvent> pending();

    /** Drops the events of {@code boot} up to and with {@code upToSeq}. */
    void forget(UUID boot, long upToSeq);

    /** In memory only: for simulated devices. */
    static EventLane inMemory() {
        return new MemoryEvents();
    }
}
