package io.modelferry.control.delivery;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.springframework.stereotype.Component;

/** Whether messages flow: as readiness asks it. */
@Component
class DeliveryMeters implements MeterBinder {

    private final Broker broker;
    private final Line line;

    DeliveryMeters(Broker broker, Line line) {
        this.broker = broker;
        this.line = line;
    }

    @Override
    public void bindTo(MeterRegistry meters) {
        Gauge.builder("modelferry.broker.up", this, ours -> ours.flows() ? 1 : 0)
                .description("1 while the broker accepts and our own line to it stands")
                .register(meters);
    }

    private boolean flows() {
        return broker.accepting() && line.connected();
    }
}
