package io.modelferry.agent.update;

/** Where the device's state outlives a power cut. {@link #save} is the only commit point of an update. */
public interface Slots {

    /** The newest state that was saved whole; {@link DeviceState#FRESH} on a new device. */
    DeviceState load();

    /**
     * Durable on return; after a failure the state before it still stands.
     *
     * @throws UpdateFailure STORAGE_FAILED or DISK_LOW
     */
    void save(DeviceState state) throws UpdateFailure;
}
