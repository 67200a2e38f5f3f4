package io.modelferry.control.fleet;

import io.modelferry.control.platform.Refusal;
import io.modelferry.control.security.AuditTrail;
import io.modelferry.protocol.DeviceId;
import io.modelferry.protocol.enrolment.JoinString;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Enrolment tokens, as operators make and see them. The secret is shown once. */
@Service
@Transactional
class Invitations {

    private static final int TOKEN_BYTES = 32;

    private final EnrolmentTokens tokens;
    private final DeviceRows devices;
    private final PendingRows pending;
    private final AuditTrail audit;
    private final Enrolment.Introduction introduction;
    private final SecureRandom random;
    private final InstantSource clock;

    Invitations(
            EnrolmentTokens tokens,
            DeviceRows devices,
            PendingRows pending,
            AuditTrail audit,
            Enrolment.Introduction introduction,
            SecureRandom random,
            InstantSource clock) {
        this.tokens = tokens;
        this.devices = devices;
        this.pending = pending;
        this.audit = audit;
        this.introduction = introduction;
        this.random = random;
        this.clock = clock;
    }

    /**
     * @param joinString shown once: only its hash is kept
     * @param server where devices enrol
     */
    record NewToken(String id, String joinString, Instant expiresAt, String server) {}

    /** Makes a token. */
    NewToken invite(TokenRequest request, String operator) {
        if (request.lastsTooLong()) {
            throw Refusal.invalid("invalid", "ttl must be positive and at most 366 days.");
        }
        var secret = secret();
        var id = tokenId();
        tokens.save(new EnrolmentToken(id, EnrolmentToken.hash(secret), request, operator, clock.instant()));
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
    NewToken inviteAgain(DeviceId device, Duration ttl, String operator) {
        var known = devices.enrolled(device)
                .filter(one -> !one.decommissioned())
                .orElseThrow(() -> Refusal.notFound("device", device));
        var request = new TokenRequest(device.value(), null, null, null, 1, ttl, null);
        if (request.lastsTooLong()) {
            throw Refusal.invalid("invalid", "ttl must be positive and at most 366 days.");
        }
        var secret = secret();
        var id = tokenId();
        tokens.save(
                EnrolmentToken.toRejoin(device, id, EnrolmentToken.hash(secret), request, operator, clock.instant()));
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

    /**
     * Takes a token back. Nobody joins with it any more, machines that wait with it are sent away, and who joined with it gets no second
     * answer; devices stay devices. Again, it changes nothing.
     *
     * @throws Refusal 404 {@code enrolment-token-not-found}
     */
    void revoke(String id) {
        var token = tokens.findWithLockById(id).orElseThrow(() -> Refusal.notFound("enrolment-token", id));
        if (token.revoke(clock.instant())) {
            var sentAway = pending.removeAllOf(id).stream()
                    .filter(asked -> asked.refusedBecause() == null)
                    .map(asked -> asked.device().value())
                    .sorted()
                    .toList();
            audit.record("enrolment-token.revoked", "enrolment-token", id, Map.of("sentAway", sentAway));
        }
    }

    @Transactional(readOnly = true)
    List<TokenView> all() {
        return tokens.findAllByOrderByCreatedAtDesc().stream()
                .map(EnrolmentToken::view)
                .toList();
    }

    private byte[] randomBytes(int count) {
        var bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }
}
