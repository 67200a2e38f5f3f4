package io.modelferry.control.fleet;

import io.modelferry.control.platform.Refusal;
import io.modelferry.control.security.AuditTrail;
import io.modelferry.control.security.DeviceCertificates;
import io.modelferry.protocol.DeviceId;
import io.modelferry.protocol.enrolment.RenewalReply;
import io.modelferry.protocol.enrolment.RenewalRequest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** A device's next certificate, for a new key. The one before opens until it ends: a lost answer locks nobody out. */
@Service
class Renewal {

    /** Keeps a device that asks without end from filling the audit trail. */
    private static final Duration BETWEEN = Duration.ofHours(1);

    private final DeviceRows devices;
    private final DeviceCertificates certificates;
    private final AuditTrail audit;
    private final InstantSource clock;

    Renewal(DeviceRows devices, DeviceCertificates certificates, AuditTrail audit, InstantSource clock) {
        this.devices = devices;
        this.certificates = certificates;
        this.audit = audit;
        this.clock = clock;
    }

    /**
     * @throws Refusal 403 {@code device-decommissioned}; 422 {@code bad-csr}; 429 {@code renewed-just-now} for another key within an hour
     */
    @Transactional
    RenewalReply renew(DeviceId device, RenewalRequest request) {
        var key = certificates.prove(request.csrPem());
        var known = devices.enrolled(device).orElseThrow(() -> Refusal.notFound("device", device));
        if (key.fingerprint().equals(known.keyFingerprint())) {
            return new RenewalReply(known.certificate());
        }
        var now = clock.instant();
        var certificate = certificates.issue(device, key);
        if (known.renewedAt() != null && now.isBefore(known.renewedAt().plus(BETWEEN))) {
            throw tooSoon(known.renewedAt());
        }
        devices.renew(device, key.fingerprint(), certificate, now);
        audit.record("device.certificate-renewed", "device", device.value(), Map.of("key", key.fingerprint()));
        return new RenewalReply(certificate);
    }

    private static Refusal tooSoon(Instant last) {
        return new Refusal(
                HttpStatus.TOO_MANY_REQUESTS,
                "renewed-just-now",
                "This device got a certificate for a new key at " + last
                        + ": the next one in an hour at the earliest.");
    }
}
