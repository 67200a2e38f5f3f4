package io.modelferry.control.fleet;

import io.modelferry.control.platform.Refusal;
import io.modelferry.protocol.DeviceId;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/** Lets a bounded number of machines become devices, for a while, under ids of one pattern. Knows the token only by its hash. */
@Entity
@Table(name = "fleet_enrolment_token")
class EnrolmentToken {

    @Id
    private String id;

    @Column(nullable = false)
    private String tokenHash;

    @Column(nullable = false)
    private String idPattern;

    @Column(nullable = false)
    private String deviceClass;

    @Column(nullable = false)
    private String site;

    private boolean lab;
    private int maxUses;
    private int used;

    @Column(nullable = false)
    private String createdBy;

    @Column(nullable = false)
    private Instant createdAt;

    @Column(nullable = false)
    private Instant expiresAt;

    private @Nullable String rejoins;
    private boolean pending;
    private @Nullable Instant revokedAt;

    /** For JPA. */
    @SuppressWarnings("NullAway.Init")
    EnrolmentToken() {}

    EnrolmentToken(String id, String tokenHash, TokenRequest request, String createdBy, Instant now) {
        this.id = id;
        this.tokenHash = tokenHash;
        this.idPattern = request.idPattern();
        this.deviceClass = request.deviceClass();
        this.site = request.site();
        this.lab = request.lab();
        this.maxUses = request.maxUses();
        this.createdBy = createdBy;
        this.createdAt = now;
        this.expiresAt = now.plus(request.ttl());
        this.pending = request.pending();
    }

    /** A token of one use for a device that exists. */
    static EnrolmentToken toRejoin(
            DeviceId device, String id, String tokenHash, TokenRequest request, String createdBy, Instant now) {
        var token = new EnrolmentToken(id, tokenHash, request, createdBy, now);
        token.rejoins = device.value();
        return token;
    }

    boolean rejoins(DeviceId device) {
        return device.value().equals(rejoins);
    }

    /** Whether it is for a device that exists, and so for no new one. */
    boolean isToRejoin() {
        return rejoins != null;
    }

    /** From now on it opens nothing, not even again what it opened before. @return false if it was revoked already */
    boolean revoke(Instant now) {
        if (revokedAt != null) {
            return false;
        }
        revokedAt = now;
        return true;
    }

    void requireNotRevoked() {
        if (revokedAt != null) {
            throw refused("token-revoked", "This token was revoked at " + revokedAt + ".");
        }
    }

    /**
     * As it was when it was read: who passes has not used it yet ({@link EnrolmentTokens#use}).
     *
     * @throws Refusal 403 {@code token-expired}, {@code token-used}, {@code id-not-allowed}
     */
    void requireOpenTo(DeviceId device, Instant now) {
        if (now.isAfter(expiresAt)) {
            throw refused("token-expired", "This token expired at " + expiresAt + ".");
        }
        if (used >= maxUses) {
            throw usedUp();
        }
        if (!IdPattern.matches(idPattern, device)) {
            throw refused("id-not-allowed", "This token is for ids like '" + idPattern + "', not '" + device + "'.");
        }
    }

    Refusal usedUp() {
        return refused("token-used", "This token has been used " + used + " of " + maxUses + " times.");
    }

    /** Whether its machines wait until an operator accepts them. */
    boolean pending() {
        return pending;
    }

    String id() {
        return id;
    }

    String deviceClass() {
        return deviceClass;
    }

    String site() {
        return site;
    }

    boolean lab() {
        return lab;
    }

    TokenView view() {
        return new TokenView(
                id,
                idPattern,
                deviceClass,
                site,
                lab,
                maxUses,
                used,
                pending,
                createdBy,
                createdAt,
                expiresAt,
                revokedAt);
    }

    /** What is kept of a secret. */
    static String hash(String secret) {
        try {
            var sha256 = MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(sha256);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Refusal refused(String code, String detail) {
        return new Refusal(HttpStatus.FORBIDDEN, code, detail + " Ask an operator for a new one.");
    }
}
