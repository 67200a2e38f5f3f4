package io.modelferry.control.fleet;

import io.modelferry.control.delivery.Broker;
import io.modelferry.control.delivery.PostOffice;
import io.modelferry.control.platform.Refusal;
import io.modelferry.control.security.AuditTrail;
import io.modelferry.control.security.DeniedDevices;
import io.modelferry.protocol.DeviceId;
import java.time.InstantSource;
import java.util.Map;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Takes a device out for good: its certificate opens nothing, its session ends, what was retained for it is cleared. */
@Service
public class Decommissioning {

    private final DeviceRows devices;
    private final DeniedDevices denied;
    private final PostOffice post;
    private final Broker broker;
    private final AuditTrail audit;
    private final ApplicationEventPublisher events;
    private final InstantSource clock;

    Decommissioning(
            DeviceRows devices,
            DeniedDevices denied,
            PostOffice post,
            Broker broker,
            AuditTrail audit,
            ApplicationEventPublisher events,
            InstantSource clock) {
        this.devices = devices;
        this.denied = denied;
        this.post = post;
        this.broker = broker;
        this.audit = audit;
        this.events = events;
        this.clock = clock;
    }

    @Transactional
    public void decommission(DeviceId device) {
        var known = devices.enrolled(device).orElseThrow(() -> Refusal.notFound("device", device));
        if (!devices.decommission(device, clock.instant())) {
            throw Refusal.notFound("device", device);
        }
        denied.add(device, known.keyFingerprint(), known.certificate());
        audit.record("device.decommissioned", "device", device.value(), Map.of());
        post.forget(device);
        events.publishEvent(new DeviceReported(device, DeviceReported.Kind.DECOMMISSIONED));
        broker.putOut(device);
    }
}
