package io.modelferry.control.fleet;

import io.modelferry.control.delivery.Broker;
import io.modelferry.control.fleet.DeviceRows.Enrolled;
import io.modelferry.control.platform.ModelferryConfiguration;
import io.modelferry.control.platform.Refusal;
import io.modelferry.control.security.AuditTrail;
import io.modelferry.control.security.DeniedDevices;
import io.modelferry.control.security.DeviceCertificates;
import io.modelferry.control.security.DeviceCertificates.ProvenKey;
import io.modelferry.control.security.DeviceDoor;
import io.modelferry.control.security.DeviceKeys;
import io.modelferry.control.security.FleetTls;
import io.modelferry.control.trust.MetadataFiles;
import io.modelferry.protocol.DeviceId;
import io.modelferry.protocol.enrolment.EnrolmentPending;
import io.modelferry.protocol.enrolment.EnrolmentReply;
import io.modelferry.protocol.enrolment.EnrolmentRequest;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * How a machine becomes a device: a token and a key go in, a client certificate comes back, for some when an operator has accepted them.
 * <p>Machines of one token do not wait for each other but for the moment in which a use is counted: the token is read and the key proven
 * before anything is held. Where several things are held, here, at the {@link AdmissionDesk} or by a revocation, it is in one order: the id,
 * the token's row, rows of those who wait.
 */
@Service
class Enrolment {

    /** The code of its refusal. */
    static final String UNKNOWN_TOKEN = "bad-token";

    private final EnrolmentTokens tokens;
    private final DeviceRows devices;
    private final DeviceCertificates certificates;
    private final DeviceKeys keys;
    private final DeniedDevices denied;
    private final Admission admission;
    private final AdmissionDesk desk;
    private final AuditTrail audit;
    private final Introduction introduction;
    private final TransactionTemplate transaction;
    private final InstantSource clock;

    Enrolment(
            EnrolmentTokens tokens,
            DeviceRows devices,
            DeviceCertificates certificates,
            DeviceKeys keys,
            DeniedDevices denied,
            Admission admission,
            AdmissionDesk desk,
            AuditTrail audit,
            Introduction introduction,
            TransactionTemplate transaction,
            InstantSource clock) {
        this.tokens = tokens;
        this.devices = devices;
        this.certificates = certificates;
        this.keys = keys;
        this.denied = denied;
        this.admission = admission;
        this.desk = desk;
        this.audit = audit;
        this.introduction = introduction;
        this.transaction = transaction;
        this.clock = clock;
    }

    /** What a machine is told that may come in, now or later. */
    sealed interface Answer {
        record Admitted(EnrolmentReply reply) implements Answer {}

        record Waits(EnrolmentPending pending) implements Answer {}
    }

    /**
     * Admits a machine, or lets it wait for an operator. The same token, id and key again give the same answer, and the certificate once it
     * was accepted: a lost answer costs nothing.
     *
     * @param address that it asks from
     * @throws Refusal 403 for a token that is unknown, revoked, expired, used up or for other ids, and for a machine that was refused; 409 for an
     *     id that is taken; 422 for a bad request; 429 if too many wait
     */
    Answer enrol(EnrolmentRequest request, String address) {
        var token = tokens.findByTokenHash(EnrolmentToken.hash(request.token()))
                .orElseThrow(() -> new Refusal(
                        HttpStatus.FORBIDDEN,
                        UNKNOWN_TOKEN,
                        "Nobody knows this token. Ask an operator for a new one."));
        token.requireNotRevoked();
        var key = certificates.prove(request.csrPem());
        return Objects.requireNonNull(transaction.execute(status -> answer(request, address, token, key)));
    }

    private Answer answer(EnrolmentRequest request, String address, EnrolmentToken token, ProvenKey key) {
        var device = request.device();
        devices.stopTheDoorFor(device);
        var known = devices.enrolled(device);
        if (known.isPresent()) {
            var certificate = known.get()
                    .certificateFor(token.id(), key.fingerprint())
                    .orElseGet(() -> again(device, known.get(), token, key));
            return admitted(device, certificate);
        }
        if (denied.contains(device) || token.isToRejoin()) {
            throw Admission.taken(device);
        }
        if (desk.decidesOn(token)) {
            return new Answer.Waits(desk.ask(request, address, token, key));
        }
        return newcomer(device, token, key);
    }

    private Answer newcomer(DeviceId device, EnrolmentToken token, ProvenKey key) {
        token.requireOpenTo(device, clock.instant());
        var answer = admitted(device, admission.admit(device, token, key));
        tokens.use(token);
        desk.clear(device); // after the token, as a revocation does
        return answer;
    }

    private Answer admitted(DeviceId device, String certificate) {
        return new Answer.Admitted(introduction.reply(device, certificate));
    }

    private String again(DeviceId device, Enrolled known, EnrolmentToken token, ProvenKey key) {
        if (known.decommissioned() || !token.rejoins(device)) {
            throw Admission.taken(device);
        }
        token.requireOpenTo(device, clock.instant());
        tokens.use(token); // first, for once: what is said of keys takes effect before the transaction ends
        var certificate = certificates.issue(device, key);
        keys.follow(device, known.keyFingerprint(), known.certificate(), key.fingerprint());
        devices.rejoin(device, token.id(), key.fingerprint(), certificate);
        audit.record("device.rejoined", "device", device.value(), Map.of("token", token.id()));
        return certificate;
    }

    /** What a new device is told about this fleet. */
    @org.springframework.stereotype.Component
    static class Introduction {

        private final FleetTls tls;
        private final MetadataFiles metadata;
        private final Broker broker;
        private final DeviceDoor door;
        private final ModelferryConfiguration.Devices configuration;

        Introduction(
                FleetTls tls,
                MetadataFiles metadata,
                Broker broker,
                DeviceDoor door,
                ModelferryConfiguration configuration) {
            this.tls = tls;
            this.metadata = metadata;
            this.broker = broker;
            this.door = door;
            this.configuration = configuration.devices();
        }

        String caFingerprint() {
            return tls.caFingerprint();
        }

        String server() {
            return "https://" + configuration.publicHost() + ":" + door.port();
        }

        EnrolmentReply reply(DeviceId device, String certificatePem) {
            return new EnrolmentReply(
                    device, certificatePem, tls.caPem(), broker.publicUrl(), server(), metadata.root());
        }
    }
}
