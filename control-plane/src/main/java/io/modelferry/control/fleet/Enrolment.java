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
import io.modelferry.control.security.FleetTls;
import io.modelferry.control.security.Signers;
import io.modelferry.protocol.DeviceId;
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
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** How a machine becomes a device: a token and a key go in, a client certificate comes back. */
@Service
@Transactional
public class Enrolment {

    private static final int TOKEN_BYTES = 32;

    private final EnrolmentTokens tokens;
    private final DeviceRows devices;
    private final DeviceCertificates certificates;
    private final DeniedDevices denied;
    private final AuditTrail audit;
    private final ApplicationEventPublisher events;
    private final Introduction introduction;
    private final SecureRandom random;
    private final InstantSource clock;

    Enrolment(
            EnrolmentTokens tokens,
            DeviceRows devices,
            DeviceCertificates certificates,
            DeniedDevices denied,
            AuditTrail audit,
            ApplicationEventPublisher events,
            Introduction introduction,
            SecureRandom random,
            InstantSource clock) {
        this.tokens = tokens;
        this.devices = devices;
        this.certificates = certificates;
        this.denied = denied;
        this.audit = audit;
        this.events = events;
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
                Map.of("idPattern", request.idPattern(), "maxUses", request.maxUses(), "site", request.site()));
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
        var request = new TokenRequest(device.value(), null, null, null, 1, ttl);
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

    /**
     * Admits a machine. The same token, id and key again give the same certificate: a lost answer costs nothing.
     *
     * @throws Refusal 403 for a token that is unknown, expired, used up or for other ids; 409 for an id that is taken; 422 for a
     *     bad request
     */
    EnrolmentReply enrol(EnrolmentRequest request) {
        var token = tokens.findByTokenHash(hash(request.token()))
                .orElseThrow(() -> new Refusal(
                        HttpStatus.FORBIDDEN, "bad-token", "Nobody knows this token. Ask an operator for a new one."));
        var key = certificates.prove(request.csrPem());
        var known = devices.enrolled(request.device());
        if (known.isPresent()) {
            var certificate = known.get()
                    .certificateFor(token.id(), key.fingerprint())
                    .orElseGet(() -> again(request.device(), known.get(), token, key));
            return introduction.reply(request.device(), certificate);
        }
        if (denied.contains(request.device()) || token.isToRejoin()) {
            throw taken(request.device());
        }
        token.admit(request.device(), clock.instant());
        var certificate = certificates.issue(request.device(), key);
        try {
            devices.add(request.device(), token, key.fingerprint(), certificate, clock.instant());
        } catch (DuplicateKeyException other) { // came with another token in the same moment
            throw taken(request.device());
        }
        audit.record("device.enrolled", "device", request.device().value(), Map.of("token", token.id()));
        events.publishEvent(new DeviceReported(request.device(), DeviceReported.Kind.ENROLLED));
        return introduction.reply(request.device(), certificate);
    }

    private String again(DeviceId device, Enrolled known, EnrolmentToken token, ProvenKey key) {
        if (known.decommissioned() || !token.rejoins(device)) {
            throw taken(device);
        }
        token.admit(device, clock.instant());
        var certificate = certificates.issue(device, key);
        devices.rejoin(device, token.id(), key.fingerprint(), certificate);
        audit.record("device.rejoined", "device", device.value(), Map.of("token", token.id()));
        return certificate;
    }

    private static Refusal taken(DeviceId device) {
        return Refusal.conflict(
                "device-exists",
                "The id '" + device + "' is or was another device's. Choose a new one: ids are never reused.");
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
        private final Signers signers;
        private final Broker broker;
        private final DeviceDoor door;
        private final ModelferryConfiguration.Devices configuration;

        Introduction(
                FleetTls tls, Signers signers, Broker broker, DeviceDoor door, ModelferryConfiguration configuration) {
            this.tls = tls;
            this.signers = signers;
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
                    device,
                    certificatePem,
                    tls.caPem(),
                    broker.publicUrl(),
                    server(),
                    signers.targetsKey(),
                    signers.goalKey());
        }
    }
}
