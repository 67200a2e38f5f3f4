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
import io.modelferry.protocol.enrolment.JoinString;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** How a machine becomes a device: a token and a key go in, a client certificate comes back, for some when an operator has accepted them. */
@Service
@Transactional
public class Enrolment {

    private static final int TOKEN_BYTES = 32;

    private final EnrolmentTokens tokens;
    private final DeviceRows devices;
    private final DeviceCertificates certificates;
    private final DeviceKeys keys;
    private final DeniedDevices denied;
    private final Admission admission;
    private final AdmissionDesk desk;
    private final AuditTrail audit;
    private final Introduction introduction;
    private final SecureRandom random;
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
            SecureRandom random,
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
        this.random = random;
        this.clock = clock;
    }

    /**
     * @param joinString shown once: only its hash is kept
     * @param server where devices enrol
     */
    public record NewToken(String id, String joinString, Instant expiresAt, String server) {}

    /** Makes a token. */
    public NewToken invite(TokenRequest request, String operator) {
        if (request.lastsTooLong()) {
            throw Refusal.invalid("invalid", "ttl must be positive and at most 366 days.");
        }
        var secret = secret();
        var id = tokenId();
        tokens.save(new EnrolmentToken(id, hash(secret), request, operator, clock.instant()));
        audit.record(
                "enrolment-token.created",
                "enrolment-token",
                id,
                Map.of(
                        "idPattern", request.idPattern(),
                        "maxUses", request.maxUses(),
                        "site", request.site(),
                        "pending", request.pending()));
        return shown(id, secret, request.ttl());
    }

    /**
     * Makes a token with which this device gets a certificate again, under its id and with its history.
     *
     * @throws Refusal 404 for a device that is unknown or decommissioned
     */
    public NewToken inviteAgain(DeviceId device, Duration ttl, String operator) {
        var known = devices.enrolled(device)
                .filter(one -> !one.decommissioned())
                .orElseThrow(() -> Refusal.notFound("device", device));
        var request = new TokenRequest(device.value(), null, null, null, 1, ttl, null);
        if (request.lastsTooLong()) {
            throw Refusal.invalid("invalid", "ttl must be positive and at most 366 days.");
        }
        var secret = secret();
        var id = tokenId();
        tokens.save(EnrolmentToken.toRejoin(device, id, hash(secret), request, operator, clock.instant()));
        audit.record(
                "enrolment-token.created", "enrolment-token", id, Map.of("rejoins", device, "before", known.tokenId()));
        return shown(id, secret, ttl);
    }

    private NewToken shown(String id, String secret, Duration ttl) {
        var join = new JoinString(introduction.caFingerprint(), secret);
        return new NewToken(id, join.reveal(), clock.instant().plus(ttl), introduction.server());
    }

    private String secret() {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(randomBytes(TOKEN_BYTES));
    }

    private String tokenId() {
        return HexFormat.of().formatHex(randomBytes(6));
    }

    @Transactional(readOnly = true)
    public List<TokenView> invitations() {
        return tokens.findAllByOrderByCreatedAtDesc().stream()
                .map(EnrolmentToken::view)
                .toList();
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
     * @throws Refusal 403 for a token that is unknown, expired, used up or for other ids, and for a machine that was refused; 409 for an
     *     id that is taken; 422 for a bad request; 429 if too many wait
     */
    Answer enrol(EnrolmentRequest request, String address) {
        var token = tokens.findByTokenHash(hash(request.token()))
                .orElseThrow(() -> new Refusal(
                        HttpStatus.FORBIDDEN, "bad-token", "Nobody knows this token. Ask an operator for a new one."));
        var key = certificates.prove(request.csrPem());
        var known = devices.enrolled(request.device());
        if (known.isPresent()) {
            var certificate = known.get()
                    .certificateFor(token.id(), key.fingerprint())
                    .orElseGet(() -> again(request.device(), known.get(), token, key));
            return admitted(request.device(), certificate);
        }
        if (denied.contains(request.device()) || token.isToRejoin()) {
            throw Admission.taken(request.device());
        }
        if (desk.decidesOn(token)) {
            return new Answer.Waits(desk.ask(request, address, token, key));
        }
        token.admit(request.device(), clock.instant());
        return admitted(request.device(), admission.admit(request.device(), token, key));
    }

    private Answer admitted(DeviceId device, String certificate) {
        return new Answer.Admitted(introduction.reply(device, certificate));
    }

    private String again(DeviceId device, Enrolled known, EnrolmentToken token, ProvenKey key) {
        if (known.decommissioned() || !token.rejoins(device)) {
            throw Admission.taken(device);
        }
        token.admit(device, clock.instant());
        var certificate = certificates.issue(device, key);
        keys.follow(device, known.keyFingerprint(), known.certificate(), key.fingerprint());
        devices.rejoin(device, token.id(), key.fingerprint(), certificate);
        audit.record("device.rejoined", "device", device.value(), Map.of("token", token.id()));
        return certificate;
    }

    private byte[] randomBytes(int count) {
        var bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    private static String hash(String secret) {
        try {
            var sha256 = MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(sha256);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
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
