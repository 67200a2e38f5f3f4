package io.modelferry.control.fleet;

import io.modelferry.control.delivery.PostOffice;
import io.modelferry.control.delivery.UplinkReceived;
import io.modelferry.control.fleet.DeviceReported.Kind;
import io.modelferry.protocol.DeviceId;
import io.modelferry.protocol.MalformedMessage;
import io.modelferry.protocol.ProtocolJson;
import io.modelferry.protocol.report.Command;
import io.modelferry.protocol.report.Presence;
import io.modelferry.protocol.report.Reported;
import io.modelferry.protocol.report.Reported.DeviceFacts;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.event.EventListener;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Listens to what devices say of themselves. What a device attests is the truth about it. */
@Component
class DeviceReports implements Sightings {

    private static final Logger log = LoggerFactory.getLogger(DeviceReports.class);
    /** Of whom nothing was heard for so long is asked; who does not answer for as long again is taken for offline: its last will was lost. */
    static final Duration SILENCE = Duration.ofMinutes(5);

    /** Two rounds of {@link #notice}: each silent device is asked once or twice. */
    private static final Duration ROUNDS = Duration.ofMinutes(1);

    private static final int AT_ONCE = 1000;

    private final DeviceRows devices;
    private final PostOffice postOffice;
    private final ApplicationEventPublisher events;
    private final InstantSource clock;

    DeviceReports(DeviceRows devices, PostOffice postOffice, ApplicationEventPublisher events, InstantSource clock) {
        this.devices = devices;
        this.postOffice = postOffice;
        this.events = events;
        this.clock = clock;
    }

    /** First of all listeners: what a machine sends that is not enrolled goes no further. */
    @EventListener
    @Order(Ordered.HIGHEST_PRECEDENCE)
    void on(UplinkReceived uplink) {
        if (!devices.isActive(uplink.device())) {
            throw new MalformedMessage("device " + uplink.device() + " is not enrolled");
        }
        switch (uplink.channel()) {
            case PRESENCE ->
                presence(uplink.device(), ProtocolJson.read(uplink.payload(), Presence.class), uplink.at());
            case REPORTED ->
                reported(uplink.device(), ProtocolJson.read(uplink.payload(), Reported.class), uplink.at());
            case EVENTS, TELEMETRY -> {
                devices.seen(uplink.device(), uplink.at());
                welcome(List.of(uplink.device()), uplink.at());
            }
            case DESIRED, CMD, BLOCKS_GET, BLOCKS_DATA -> {}
        }
    }

    private void presence(DeviceId device, Presence presence, Instant now) {
        if (devices.presence(device, presence, now)) {
            log.info("device {} device={}", presence.online() ? "online" : "offline", device);
            events.publishEvent(new DeviceReported(device, presence.online() ? Kind.ONLINE : Kind.OFFLINE));
        }
    }

    @Override
    public void heardOf(Collection<DeviceId> heard, Instant at) {
        devices.seen(heard, at);
        welcome(heard, at);
    }

    private void welcome(Collection<DeviceId> heard, Instant at) {
        for (var device : devices.heardAgain(heard, at)) {
            log.info("device online device={} reason=heard of again", device);
            events.publishEvent(new DeviceReported(device, Kind.ONLINE));
        }
    }

    private void reported(DeviceId device, Reported reported, Instant now) {
        welcome(List.of(device), now);
        if (devices.describe(device, reported, inWords(reported.facts()), now)) {
            events.publishEvent(new DevicesRedescribed(List.of(device)));
        }
        var changed = false;
        for (var model : reported.models()) {
            changed |= devices.running(device, model, now);
        }
        if (changed) {
            events.publishEvent(new DeviceReported(device, Kind.RUNNING_CHANGED));
        }
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

    private static String inWords(DeviceFacts facts) {
        return "%s %s, %d cores, %d MB, ONNX Runtime %s %s"
                .formatted(
                        facts.os(),
                        facts.architecture(),
                        facts.cores(),
                        facts.memoryBytes() >> 20,
                        facts.runtimeVersion(),
                        facts.providers());
    }
}
