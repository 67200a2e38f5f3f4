package io.modelferry.control.security;

import io.modelferry.control.platform.Refusal;
import java.security.SecureRandom;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Lets people in who sign in with a name and a password, and takes them out. */
@Component
@Transactional
class OperatorDesk {

    private static final int PASSWORD_BYTES = 12;

    private final Operators operators;
    private final ApiTokens tokens;
    private final JdbcClient jdbc;
    private final AuditTrail audit;
    private final SecureRandom random;
    private final InstantSource clock;

    OperatorDesk(
            Operators operators,
            ApiTokens tokens,
            JdbcClient jdbc,
            AuditTrail audit,
            SecureRandom random,
            InstantSource clock) {
        this.operators = operators;
        this.tokens = tokens;
        this.jdbc = jdbc;
        this.audit = audit;
        this.random = random;
        this.clock = clock;
    }

    /** @param firstPassword shown once, here; its owner can do nothing but choose another */
    record Added(String name, String firstPassword) {

        @Override
        public String toString() {
            return "Added[" + name + ", …]";
        }
    }

    record OperatorView(String name, Set<Role> roles, boolean mustChangePassword, Instant createdAt) {}

    /** @throws Refusal 409 {@code operator-exists} also for a name that was somebody's: names are never given again */
    Added add(String name, Set<Role> roles) {
        var password = firstPassword(random);
        if (!operators.add(name, password, roles)) {
            throw Refusal.conflict(
                    "operator-exists", "name: '" + name + "' is or was another operator's. Choose another one.");
        }
        return new Added(name, password);
    }

    static String firstPassword(SecureRandom random) {
        var bytes = new byte[PASSWORD_BYTES];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** By name, without those who were removed. */
    @Transactional(readOnly = true)
    List<OperatorView> all() {
        return jdbc.sql("SELECT * FROM operator WHERE removed_at IS NULL ORDER BY name")
                .query((row, number) -> new OperatorView(
                        row.getString("name"),
                        Operators.roles(row),
                        row.getBoolean("must_change_password"),
                        row.getTimestamp("created_at").toInstant()))
                .list();
    }

    /**
     * Their sessions end with their next request, and so does every token that they made, also by way of a token of theirs.
     *
     * @throws Refusal 404 {@code operator-not-found}; 409 {@code own-account}: somebody is always left who may do it
     */
    void remove(String name, String by) {
        if (name.equals(by)) {
            throw Refusal.conflict("own-account", "You cannot remove yourself: another administrator can.");
        }
        var removed = jdbc.sql("UPDATE operator SET removed_at = ? WHERE name = ? AND removed_at IS NULL")
                .params(Timestamp.from(clock.instant()), name)
                .update();
        if (removed == 0) {
            throw Refusal.notFound("operator", name);
        }
        audit.record("operator.removed", "operator", name, Map.of("tokens", tokens.revokeAllOf(name)));
    }
}
