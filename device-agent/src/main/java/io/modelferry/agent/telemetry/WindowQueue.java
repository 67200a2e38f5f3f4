package io.modelferry.agent.telemetry;

import org.jspecify.annotations.Nullable;

/** Where windows wait for the line, oldest first. Bounded: when it is full the oldest go, and are counted. */
public interface WindowQueue {

    /**
     * One that was taken out.
     *
     * @param segment of the disk it came from, {@link #MEMORY} if it came from none
     */
    record Taken(long segment, byte[] window) {

        static final long MEMORY = 0;
    }

    /** @param window in JSON; on the disk after {@link #save}, if this queue has one */
    void add(byte[] window);

    /** @return the oldest, null if nothing waits; to be followed by {@link #delivered} or {@link #returned} */
    @Nullable
    Taken take();

    /** It is the broker's now. */
    void delivered(Taken taken);

    /** It did not get through, and waits again. */
    void returned(Taken taken);

    /** Puts on the disk what is in memory only, without a sync: a window is not worth a device's flash. */
    default void save() {}

    /** Windows that were dropped because the device was offline for too long. */
    long lost();

    /** In memory only: for simulated devices. */
    static WindowQueue inMemory() {
        return new MemoryWindows();
    }
}
