package io.modelferry.control.fleet;

import io.modelferry.control.delivery.PostOffice;
import io.modelferry.control.fleet.DeviceReported.Kind;
import io.modelferry.protocol.DeviceId;
import io.modelferry.protocol.report.Command;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Devices that are online by their last word and of whom nothing was heard since. */
@Component
class SilentDevices {

    private static final Logger log = LoggerFactory.getLogger(SilentDevices.class);

    /** Of whom nothing was heard for so long is asked; who does not answer for as long again is taken for offline: its last will was lost. */
    static final Duration SILENCE = Duration.ofMinutes(5);

    /** Two rounds of {@link #notice}: each silent device is asked once or twice. */
    private static final Duration ROUNDS = Duration.ofMinutes(1);

    private static final int AT_ONCE = 1000;

    private final DeviceRows devices;
    private final PostOffice postOffice;
    private final ApplicationEventPublisher events;
    private final InstantSource clock;

    SilentDevices(DeviceRows devices, PostOffice postOffice, ApplicationEventPublisher events, InstantSource clock) {
        this.devices = devices;
        this.postOffice = postOffice;
        this.events = events;
        this.clock = clock;
    }

    @Scheduled(fixedDelay = 30_000)
    @Transactional
    void notice() {
        var now = clock.instant();
        for (var device : devices.lastSeenBetween(Instant.EPOCH, now.minus(SILENCE.multipliedBy(2)), AT_ONCE)) {
            log.info("device offline device={} reason=silent", device);
            devices.markSilent(device, now);
            events.publishEvent(new DeviceReported(device, Kind.OFFLINE));
            ask(device);
        }
        var silent = now.minus(SILENCE);
        devices.lastSeenBetween(silent.minus(ROUNDS), silent, AT_ONCE).forEach(this::ask);
    }

    /** One that is there reports, and is heard of. */
    private void ask(DeviceId device) {
        postOffice.hint(device, new Command.Refresh("nothing was heard of it"));
    }
}
