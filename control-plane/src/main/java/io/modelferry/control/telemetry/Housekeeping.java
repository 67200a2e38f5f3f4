package io.modelferry.control.telemetry;

import io.modelferry.control.platform.ModelferryConfiguration;
import java.time.Duration;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Makes tomorrow's partitions today, drops those nobody keeps any more, and keeps the roll-ups up to date. */
@Component
class Housekeeping {

    private final Days days;
    private final Rollups rollups;
    private final Duration retention;
    private final Duration rollUpRetention;

    Housekeeping(Days days, Rollups rollups, ModelferryConfiguration configuration) {
        this.days = days;
        this.rollups = rollups;
        this.rollUpRetention = configuration.telemetry().rollUpRetention();
        this.retention = configuration.telemetry().retention();
    }

    @EventListener(ApplicationReadyEvent.class)
    @Scheduled(cron = "0 17 * * * *", zone = "UTC")
    @Transactional
    void keepHouse() {
        days.prepare();
        days.drop(retention);
        rollups.drop(rollUpRetention);
    }

    @Scheduled(fixedDelayString = "${modelferry.telemetry.roll-up-every:10s}")
    @Transactional
    void rollUp() {
        rollups.roll();
    }
}
