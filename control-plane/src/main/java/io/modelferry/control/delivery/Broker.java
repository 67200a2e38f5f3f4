package io.modelferry.control.delivery;

import io.modelferry.protocol.DeviceId;

/** The broker that carries this fleet's messages. */
public interface Broker {

    /** Where this control plane connects, for example {@code ssl://127.0.0.1:8883}. */
    String url();

    /** What devices are told. */
    String publicUrl();

    /**
     * Lets devices in, if the broker is ours to command. Called once the control plane hears what they say: a whole fleet that comes back
     * in the middle of a start would hold it up.
     */
    void admitDevices();

    /** Whether it takes devices' connections; for an external broker the line's state says more. */
    boolean accepting();

    /** Whether it may hold messages for control planes that are gone. */
    boolean outlivesUs();

    /** Ends those live sessions of a device that would not be let in any more: at once at a broker of ours, else, of a denied device, within ten seconds. */
    void putOut(DeviceId device);
}
