package io.modelferry.control.fleet;

import io.modelferry.control.fleet.PendingRows.Asked;
import io.modelferry.control.platform.ModelferryConfiguration;
import io.modelferry.control.platform.ModelferryConfiguration.Devices.Pending;
import io.modelferry.control.platform.Refusal;
import io.modelferry.control.security.AuditTrail;
import io.modelferry.control.security.DeviceCertificates;
import io.modelferry.control.security.DeviceCertificates.ProvenKey;
import io.modelferry.protocol.DeviceId;
import io.modelferry.protocol.enrolment.EnrolmentPending;
import io.modelferry.protocol.enrolment.EnrolmentRequest;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * Where machines wait for an operator's yes or no. Each has used its token once, so strangers bring no more of them than tokens allow, and
 * all of them together are no more than {@code modelferry.devices.pending.max}.
 */
@Service
@Transactional
class AdmissionDesk {

    private static final Logger log = LoggerFactory.getLogger(AdmissionDesk.class);
    private static final String DEVICE = "device";
    private static final long FORGET_EVERY_MILLIS = 60_000;

    private final PendingRows pending;
    private final DeviceRows devices;
    private final EnrolmentTokens tokens;
    private final DeviceCertificates certificates;
    private final Admission admission;
    private final AuditTrail audit;
    private final Pending settings;
    private final InstantSource clock;

    AdmissionDesk(
            PendingRows pending,
            DeviceRows devices,
            EnrolmentTokens tokens,
            DeviceCertificates certificates,
            Admission admission,
            AuditTrail audit,
            ModelferryConfiguration configuration,
            InstantSource clock) {
        this.pending = pending;
        this.devices = devices;
        this.tokens = tokens;
        this.certificates = certificates;
        this.admission = admission;
        this.audit = audit;
        this.settings = configuration.devices().pending();
        this.clock = clock;
    }

    /** Whether machines with this token wait here. */
    boolean decidesOn(EnrolmentToken token) {
        return settings.always() || token.pending();
    }

    /**
     * Puts a machine among those that wait. The same token, id and key again change nothing; with another token it asks anew. Whoever asks
     * has stopped the door for the id.
     *
     * @param address that it asks from
     * @throws Refusal 403 {@code enrolment-refused} once an operator said no, or as the token says; 409 {@code device-pending} while
     *     another machine waits under the id; 429 {@code too-many-pending}
     */
    EnrolmentPending ask(EnrolmentRequest request, String address, EnrolmentToken token, ProvenKey key) {
        var device = request.device();
        var before = pending.find(device, key.fingerprint())
                .filter(asked -> asked.tokenId().equals(token.id()));
        return answer(before.orElseGet(() -> newcomer(request, address, token, key)));
    }

    private Asked newcomer(EnrolmentRequest request, String address, EnrolmentToken token, ProvenKey key) {
        var device = request.device();
        var now = clock.instant().truncatedTo(ChronoUnit.MILLIS); // the row says the same as the first answer
        var held = tokens.findWithLockById(token.id()).orElseThrow(); // before any who wait, as a revocation does
        held.requireNotRevoked();
        pending.stopTheQueue();
        forgetExpired();
        pending.remove(device, key.fingerprint());
        requireTheIdFree(device);
        requireRoom();
        held.requireOpenTo(device, now);
        tokens.use(held);
        var asked = new Asked(device, key.fingerprint(), token.id(), request.csrPem(), now.plus(settings.ttl()), null);
        pending.add(asked, address);
        audit.record("device.pending", DEVICE, device.value(), Map.of("token", token.id(), "key", asked.key()));
        log.info("device waits to be accepted device={} key={}", device, asked.key());
        return asked;
    }

    private void requireTheIdFree(DeviceId device) {
        if (pending.waitingKey(device).isPresent()) {
            throw Refusal.conflict(
                    "device-pending",
                    "Another machine waits to be accepted as '" + device
                            + "'. Choose another id, or have an operator refuse it.");
        }
    }

    private void requireRoom() {
        if (pending.stored() >= settings.max()) {
            throw new Refusal(
                    HttpStatus.TOO_MANY_REQUESTS,
                    "too-many-pending",
                    settings.max() + " machines wait to be accepted already. Come back when an operator has decided.");
        }
    }

    private EnrolmentPending answer(Asked asked) {
        if (asked.refusedBecause() != null) {
            throw new Refusal(
                    HttpStatus.FORBIDDEN,
                    "enrolment-refused",
                    "An operator refused this machine: " + asked.refusedBecause());
        }
        return new EnrolmentPending(
                asked.device(),
                asked.key(),
                asked.expiresAt(),
                Math.toIntExact(settings.askAgain().toSeconds()));
    }

    /**
     * Makes the machine with this key a device; it finds its certificate when it asks next.
     *
     * @param key what the operator saw: another machine may have come under the id since
     * @throws Refusal 404 {@code pending-device-not-found}; 409 {@code key-differs}, {@code device-exists}
     */
    void accept(DeviceId device, String key, String reason) {
        devices.stopTheDoorFor(device);
        var asked = held(device, key);
        var token = tokens.findById(asked.tokenId()).orElseThrow();
        admission.admit(device, token, certificates.prove(asked.csr()));
        clear(device);
        audit.record("device.accepted", DEVICE, device.value(), Map.of("key", key, "reason", reason));
        log.info("device accepted device={} key={}", device, key);
    }

    /** Lets the machine with this key hear no for as long as it would have waited. The id is free again. */
    void refuse(DeviceId device, String key, String reason) {
        pending.refuse(held(device, key), reason);
        audit.record("device.refused", DEVICE, device.value(), Map.of("key", key, "reason", reason));
        log.info("device refused device={} key={}", device, key);
    }

    /** Nobody can wait under an id that is given. */
    void clear(DeviceId device) {
        pending.remove(device);
    }

    private Asked held(DeviceId device, String key) {
        return pending.hold(device, key)
                .filter(asked -> asked.refusedBecause() == null)
                .orElseThrow(() -> notWaiting(device));
    }

    private Refusal notWaiting(DeviceId device) {
        return pending.waitingKey(device)
                .map(other -> Refusal.conflict(
                        "key-differs",
                        "Under '" + device + "' the key " + other + " waits: compare it and decide again.",
                        Map.of("field", "key")))
                .orElseGet(() -> Refusal.notFound("pending-device", device));
    }

    @Scheduled(fixedDelay = FORGET_EVERY_MILLIS)
    void forgetExpired() {
        for (var gone : pending.removeExpired()) {
            if (gone.refusedBecause() == null) {
                audit.record("device.pending-expired", DEVICE, gone.device().value(), Map.of("key", gone.key()));
            }
        }
    }
}
