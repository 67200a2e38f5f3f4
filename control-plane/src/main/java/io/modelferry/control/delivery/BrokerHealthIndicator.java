package io.modelferry.control.delivery;

import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.stereotype.Component;

/** Ready means: the broker accepts connections and our own line to it stands. */
@Component
class BrokerHealthIndicator extends AbstractHealthIndicator {

    private final Broker broker;
    private final Line line;

    BrokerHealthIndicator(Broker broker, Line line) {
        this.broker = broker;
        this.line = line;
    }

    @Override
    protected void doHealthCheck(Health.Builder builder) {
        builder.status(broker.accepting() && line.connected() ? "UP" : "DOWN")
                .withDetail("accepting", broker.accepting())
                .withDetail("connected", line.connected());
    }
}
