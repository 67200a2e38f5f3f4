package io.modelferry.control.fleet;

import io.modelferry.control.delivery.UplinkReceived;
import io.modelferry.control.fleet.DeviceReported.Kind;
import io.modelferry.protocol.DeviceId;
import io.modelferry.protocol.MalformedMessage;
import io.modelferry.protocol.ProtocolJson;
import io.modelferry.protocol.report.Presence;
import io.modelferry.protocol.report.Reported;
import io.modelferry.protocol.report.Reported.DeviceFacts;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.event.EventListener;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/** Listens to what devices say of themselves. What a device attests is the truth about it. */
@Component
class DeviceReports implements Sightings {

    private static final Logger log = LoggerFactory.getLogger(DeviceReports.class);

    private final DeviceRows devices;
    private final ApplicationEventPublisher events;

    DeviceReports(DeviceRows devices, ApplicationEventPublisher events) {
        this.devices = devices;
        this.events = events;
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
