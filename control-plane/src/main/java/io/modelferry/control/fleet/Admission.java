package io.modelferry.control.fleet;

import io.modelferry.control.platform.Refusal;
import io.modelferry.control.security.AuditTrail;
import io.modelferry.control.security.DeviceCertificates;
import io.modelferry.control.security.DeviceCertificates.ProvenKey;
import io.modelferry.protocol.DeviceId;
import java.time.InstantSource;
import java.util.Map;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Component;

/** The moment in which a machine becomes a device, in the transaction of whoever lets it in. */
@Component
class Admission {

    private final DeviceRows devices;
    private final DeviceCertificates certificates;
    private final AuditTrail audit;
    private final ApplicationEventPublisher events;
    private final InstantSource clock;

    Admission(
            DeviceRows devices,
            DeviceCertificates certificates,
            AuditTrail audit,
            ApplicationEventPublisher events,
            InstantSource clock) {
        this.devices = devices;
        this.certificates = certificates;
        this.audit = audit;
        this.events = events;
        this.clock = clock;
    }

    /**
     * Nobody else may be at the door for this id ({@link DeviceRows#stopTheDoorFor}). What waits under the id is left to the caller.
     *
     * @return the device's certificate
     * @throws Refusal 409 {@code device-exists}; 403 {@code device-decommissioned}
     */
    String admit(DeviceId device, EnrolmentToken token, ProvenKey key) {
        var certificate = certificates.issue(device, key);
        try {
            devices.add(device, token, key.fingerprint(), certificate, clock.instant());
        } catch (DuplicateKeyException other) { // let in by a control plane that does not stop the door
            throw taken(device);
        }
        audit.record("device.enrolled", "device", device.value(), Map.of("token", token.id()));
        events.publishEvent(new DeviceReported(device, DeviceReported.Kind.ENROLLED));
        return certificate;
    }

    static Refusal taken(DeviceId device) {
        return Refusal.conflict(
                "device-exists",
                "The id '" + device + "' is or was another device's. Choose a new one: ids are never reused.");
    }
}
