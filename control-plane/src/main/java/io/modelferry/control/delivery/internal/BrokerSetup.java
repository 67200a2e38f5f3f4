package io.modelferry.control.delivery.internal;

import io.modelferry.control.delivery.Broker;
import io.modelferry.control.platform.DataFolder;
import io.modelferry.control.platform.ModelferryConfiguration;
import io.modelferry.control.security.FleetTls;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Which broker: the embedded one unless {@code modelferry.mqtt.url} names another. */
@Configuration(proxyBeanMethods = false)
class BrokerSetup {

    @Bean
    Broker broker(ModelferryConfiguration configuration, DataFolder data, FleetTls tls) {
        return configuration.mqtt().embedded()
                ? EmbeddedBroker.start(configuration, data, tls)
                : ExternalBroker.of(configuration.mqtt(), tls);
    }
}
