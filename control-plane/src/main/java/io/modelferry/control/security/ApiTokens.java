package io.modelferry.control.security;

import io.modelferry.control.platform.Refusal;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** Tokens for programs: {@code mf_<id>_<secret>}, of which only the SHA-256 of the secret is kept. */
@Component
class ApiTokens {

    static final String PREFIX = "mf_";

    private static final Pattern FORM = Pattern.compile(PREFIX + "([0-9a-f]{12})_([A-Za-z0-9_-]{43})");
    private static final int ID_BYTES = 6;
    private static final int SECRET_BYTES = 32;
    private static final Duration USE_GRAIN = Duration.ofMinutes(1);

    private final JdbcClient jdbc;
    private final StoredPersons persons;
    private final AuditTrail audit;
    private final InstantSource clock;
    private final SecureRandom random;

    ApiTokens(JdbcClient jdbc, StoredPersons persons, AuditTrail audit, InstantSource clock, SecureRandom random) {
        this.jdbc = jdbc;
        this.persons = persons;
        this.audit = audit;
        this.clock = clock;
        this.random = random;
    }

    /**
     * @param ttl null for a token without end
     * @throws Refusal 409 {@code operator-removed} if somebody who answers for it is no operator any more
     */
    @Transactional
    Issued issue(String name, Set<Role> roles, @Nullable Duration ttl, String by) {
        return issue(name, roles, ttl, by, persons.behind(by));
    }

    /** @param people who answer for what it does */
    @Transactional
    Issued issue(String name, Set<Role> roles, @Nullable Duration ttl, String by, Set<String> people) {
        requireNobodyRemoved(people);
        var id = HexFormat.of().formatHex(bytes(ID_BYTES));
        var secret = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes(SECRET_BYTES));
        var now = clock.instant();
        var expiresAt = ttl == null ? null : now.plus(ttl);
        jdbc.sql("""
                        INSERT INTO api_token (id, name, secret_sha256, roles, created_by, created_at, expires_at)
                        VALUES (?, ?, ?, ?, ?, ?, ?)""")
                .params(id, name, sha256(secret), Operators.names(roles), by, Timestamp.from(now))
                .param(expiresAt == null ? null : Timestamp.from(expiresAt))
                .update();
        persons.remember(name, people);
        audit.record("api-token.issued", "api-token", id, Map.of("name", name, "roles", roles));
        return new Issued(id, PREFIX + id + "_" + secret, expiresAt);
    }

    /** Whose token this is; empty if it is malformed, unknown, expired or its secret differs. */
    Optional<TokenView> verify(String token) {
        var parts = FORM.matcher(token);
        if (!parts.matches()) {
            return Optional.empty();
        }
        var now = clock.instant();
        var presented = sha256(parts.group(2));
        return jdbc.sql("SELECT * FROM api_token WHERE id = ?")
                .param(parts.group(1))
                .query((row, number) ->
                        MessageDigest.isEqual(row.getBytes("secret_sha256"), presented) ? view(row) : null)
                .optional()
                .filter(view -> view.expiresAt() == null || now.isBefore(view.expiresAt()))
                .map(view -> used(view, now));
    }

    List<TokenView> all() {
        return jdbc.sql("SELECT * FROM api_token ORDER BY created_at, id")
                .query((row, number) -> view(row))
                .list();
    }

    @Transactional
    void revoke(String id) {
        end(id, Map.of());
    }

    private void end(String id, Map<String, ?> details) {
        if (jdbc.sql("DELETE FROM api_token WHERE id = ?").param(id).update() == 0) {
            throw Refusal.notFound("api-token", id);
        }
        audit.record("api-token.revoked", "api-token", id, details);
    }

    /** Their rows are held: a removal waits for us and finds this token, or we wait for it. */
    private void requireNobodyRemoved(Set<String> people) {
        jdbc
                .sql("SELECT name, removed_at IS NOT NULL AS removed FROM operator WHERE name = ANY(?) FOR SHARE")
                .param(people.toArray(String[]::new))
                .query((row, number) -> row.getBoolean("removed") ? row.getString("name") : "")
                .list()
                .stream()
                .filter(name -> !name.isEmpty())
                .findFirst()
                .ifPresent(name -> {
                    throw Refusal.conflict("operator-removed", "'" + name + "' is no operator any more.");
                });
    }

    /**
     * Ends every token that this person made, also by way of tokens of theirs. The token of the machine itself is nobody's: it stays.
     *
     * @return ids of those that ended
     */
    @Transactional(propagation = Propagation.MANDATORY)
    List<String> revokeAllOf(String person) {
        var ended = all().stream()
                .filter(token -> persons.behind(token.createdBy()).contains(person))
                .map(TokenView::id)
                .toList();
        ended.forEach(id -> end(id, Map.of("removed", person)));
        return ended;
    }

    private TokenView used(TokenView view, Instant now) {
        var last = view.lastUsedAt();
        if (last == null || last.plus(USE_GRAIN).isBefore(now)) {
            jdbc.sql("UPDATE api_token SET last_used_at = ? WHERE id = ?")
                    .params(Timestamp.from(now), view.id())
                    .update();
        }
        return view;
    }

    private static TokenView view(ResultSet row) throws SQLException {
        return new TokenView(
                row.getString("id"),
                row.getString("name"),
                Operators.roles(row),
                row.getString("created_by"),
                row.getTimestamp("created_at").toInstant(),
                instant(row, "expires_at"),
                instant(row, "last_used_at"));
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        var value = row.getTimestamp(column);
        return value == null ? null : value.toInstant();
    }

    private byte[] bytes(int count) {
        var bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    private static byte[] sha256(String secret) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** @param token shown once, here */
    record Issued(String id, String token, @Nullable Instant expiresAt) {

        @Override
        public String toString() {
            return "Issued[" + id + ", …]";
        }
    }

    record TokenView(
            String id,
            String name,
            Set<Role> roles,
            String createdBy,
            Instant createdAt,
            @Nullable Instant expiresAt,
            @Nullable Instant lastUsedAt) {}
}
