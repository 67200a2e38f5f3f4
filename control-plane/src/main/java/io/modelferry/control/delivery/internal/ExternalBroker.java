package io.modelferry.control.delivery.internal;

import io.modelferry.control.delivery.Broker;
import io.modelferry.control.platform.ModelferryConfiguration.Mqtt;
import io.modelferry.control.security.FleetTls;
import io.modelferry.protocol.DeviceId;

/** A broker that somebody else runs: Mosquitto, EMQX. Its own configuration keeps devices to their topics. */
record ExternalBroker(String url, String publicUrl, Eviction eviction) implements Broker {

    static ExternalBroker of(Mqtt mqtt, FleetTls tls) {
        var publicUrl = mqtt.publicUrl().isBlank() ? mqtt.url() : mqtt.publicUrl();
        return new ExternalBroker(mqtt.url(), publicUrl, new Eviction(mqtt.url(), tls));
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

    /** That its certificates open nothing new is the revocation list's matter: {@code modelferry.mqtt.crl-file}. */
    @Override
    public void putOut(DeviceId device) {
        eviction.of(device);
    }
}
