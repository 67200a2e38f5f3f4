package io.modelferry.control.dashboards;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/**
 * Counts everything every ten seconds, so that a scrape costs the database nothing however often it comes. When the database is
 * away the old numbers stay, and {@code modelferry_census_age_seconds} says how old they are.
 */
@Component
class Census {

    private static final Logger log = LoggerFactory.getLogger(Census.class);

    private final List<Counted> counted;
    private final InstantSource clock;
    private volatile Instant at;
    private volatile boolean database;

    Census(List<Counted> counted, InstantSource clock, MeterRegistry meters) {
        this.counted = counted;
        this.clock = clock;
        this.at = clock.instant();
        TimeGauge.builder("modelferry.census.age", this, TimeUnit.MILLISECONDS, Census::ageMillis)
                .description("how old the counts of devices, rollouts and the field are")
                .register(meters);
        Gauge.builder("modelferry.database.up", this, census -> census.database ? 1 : 0)
                .description("1 if the database answered the last census")
                .register(meters);
    }

    @Scheduled(fixedDelay = 10, timeUnit = TimeUnit.SECONDS)
    void take() {
        try {
            counted.forEach(Counted::count);
            at = clock.instant();
            database = true;
        } catch (DataAccessException | TransactionException away) {
            database = false;
            log.warn("the numbers for dashboards stay those of {} reason={}", at, away.toString());
        }
    }

    private double ageMillis() {
        return Duration.between(at, clock.instant()).toMillis();
    }
}
