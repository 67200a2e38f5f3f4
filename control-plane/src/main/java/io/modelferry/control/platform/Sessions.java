package io.modelferry.control.platform;

import com.zaxxer.hikari.HikariDataSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.stereotype.Component;

/**
 * What every session of the pool is told. A control plane that stands still in the middle of a transaction (a stopped process, a frozen
 * machine) keeps its rows from the others no longer than a lease: then the database ends its session and undoes the transaction.
 */
@Component
class Sessions implements BeanPostProcessor {

    private final ObjectProvider<ModelferryConfiguration> configuration;

    Sessions(ObjectProvider<ModelferryConfiguration> configuration) {
        this.configuration = configuration;
    }

    @Override
    public Object postProcessAfterInitialization(Object bean, String name) {
        if (bean instanceof HikariDataSource pool) {
            var lease = configuration.getObject().rollout().lease();
            pool.setConnectionInitSql("set idle_in_transaction_session_timeout = " + lease.toMillis());
        }
        return bean;
    }
}
