package io.modelferry.control.delivery;

import io.modelferry.control.security.DeviceKeys;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** A session that began with a key ends with it. */
@Component
class RetiredKeys {

    private final Broker broker;

    RetiredKeys(Broker broker) {
        this.broker = broker;
    }

    @EventListener
    void on(DeviceKeys.Retired keys) {
        broker.putOut(keys.device());
    }
}
