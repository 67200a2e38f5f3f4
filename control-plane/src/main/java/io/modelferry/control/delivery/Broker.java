package io.modelferry.control.delivery;

/** The broker that carries this fleet's messages. */
public interface Broker {

    /** Where this control plane connects, for example {@code ssl://127.0.0.1:8883}. */
    String url();

    /** What devices are told. */
    String publicUrl();

    /** Whether it takes connections; for an external broker the line's state says more. */
    boolean accepting();

    /** Ends a device's live session, if the broker is ours to command. */
    void disconnect(io.modelferry.protocol.DeviceId device);
}
