package io.modelferry.control.delivery.internal;

import io.modelferry.control.delivery.Broker;
import io.modelferry.control.platform.ModelferryConfiguration.Mqtt;
import io.modelferry.protocol.DeviceId;

/** A broker that somebody else runs: Mosquitto, EMQX. Its own configuration keeps devices to their topics. */
record ExternalBroker(String url, String publicUrl) implements Broker {

    static ExternalBroker of(Mqtt mqtt) {
        return new ExternalBroker(mqtt.url(), mqtt.publicUrl().isBlank() ? mqtt.url() : mqtt.publicUrl());
    }

    @Override
    public void admitDevices() {
        // it does already
    }

    @Override
    public boolean accepting() {
        return true;
    }

    @Override
    public boolean outlivesUs() {
        return true;
    }

    @Override
    public void putOut(DeviceId device) {
        // not ours to command: its revocation list ends new connections, see docs/operations.md
    }
}
