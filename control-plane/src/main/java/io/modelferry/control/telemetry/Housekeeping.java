package io.modelferry.control.telemetry;

import io.modelferry.control.platform.ModelferryConfiguration;
import java.time.Duration;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Makes tomorrow's partitions today and drops those nobody keeps any more. */
@Component
class Housekeeping {

    private final Days days;
    private final Duration retention;

    Housekeeping(Days days, ModelferryConfiguration configuration) {
        this.days = days;
        this.retention = configuration.telemetry().retention();
    }

    @EventListener(ApplicationReadyEvent.class)
    @Scheduled(cron = "0 17 * * * *", zone = "UTC")
    @Transactional
    void keepHouse() {
        days.prepare();
        days.drop(retention);
    }
}
