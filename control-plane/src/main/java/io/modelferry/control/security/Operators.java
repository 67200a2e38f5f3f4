package io.modelferry.control.security;

import io.modelferry.control.platform.Refusal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.core.userdetails.UsernameNotFoundException;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** People who sign in with a name and a password. */
@Component
public class Operators implements UserDetailsService {

    static final int MIN_PASSWORD_CHARS = 12;
    private static final int MAX_PASSWORD_CHARS = 512;

    private final JdbcClient jdbc;
    private final PasswordEncoder encoder;
    private final AuditTrail audit;
    private final InstantSource clock;

    Operators(JdbcClient jdbc, PasswordEncoder encoder, AuditTrail audit, InstantSource clock) {
        this.jdbc = jdbc;
        this.encoder = encoder;
        this.audit = audit;
        this.clock = clock;
    }

    @Override
    public UserDetails loadUserByUsername(String name) {
        return jdbc.sql("SELECT name, password_hash, roles FROM operator WHERE name = ? AND removed_at IS NULL")
                .param(name)
                .query(Operators::user)
                .optional()
                .orElseThrow(() -> new UsernameNotFoundException("no such operator"));
    }

    /** Whether somebody of that name was an operator and is one no more. */
    public boolean isRemoved(String name) {
        return jdbc.sql("SELECT removed_at IS NOT NULL FROM operator WHERE name = ?")
                .param(name)
                .query(Boolean.class)
                .optional()
                .orElse(false);
    }

    /** Whether the operator still has the password that somebody else chose. */
    public boolean mustChangePassword(String name) {
        return jdbc.sql("SELECT must_change_password FROM operator WHERE name = ?")
                .param(name)
                .query(Boolean.class)
                .optional()
                .orElse(false);
    }

    /**
     * @throws Refusal 422 {@code no-password} for who came through the provider, {@code wrong-password} if {@code current} is not the operator's, {@code weak-password} if {@code next} is
     *     shorter than 12 characters or the same
     */
    @Transactional
    public void changePassword(String name, String current, String next) {
        if (!encoder.matches(current, passwordOf(name))) {
            throw Refusal.invalid("wrong-password", "The current password is not right.");
        }
        if (next.length() < MIN_PASSWORD_CHARS || next.length() > MAX_PASSWORD_CHARS || next.equals(current)) {
            throw Refusal.invalid(
                    "weak-password",
                    "Choose a new password of at least " + MIN_PASSWORD_CHARS + " characters, not the one you have.");
        }
        jdbc.sql("UPDATE operator SET password_hash = ?, must_change_password = false WHERE name = ?")
                .params(encoder.encode(next), name)
                .update();
        audit.record("operator.password-changed", "operator", name, Map.of());
    }

    private String passwordOf(String name) {
        return jdbc.sql("SELECT password_hash FROM operator WHERE name = ?")
                .param(name)
                .query(String.class)
                .optional()
                .orElseThrow(() -> Refusal.invalid(
                        "no-password", "You have no password here: you signed in through an OpenID provider."));
    }

    /** @return false if somebody of that name is there already */
    @Transactional
    boolean add(String name, String firstPassword, Collection<Role> roles) {
        var added = jdbc.sql("""
                        INSERT INTO operator (name, password_hash, roles, must_change_password, created_at)
                        VALUES (?, ?, ?, true, ?) ON CONFLICT DO NOTHING""")
                .params(name, encoder.encode(firstPassword), names(roles), Timestamp.from(clock.instant()))
                .update();
        if (added == 1) {
            audit.record("operator.added", "operator", name, Map.of("roles", Set.copyOf(roles)));
        }
        return added == 1;
    }

    boolean none() {
        return jdbc.sql("SELECT count(*) FROM operator").query(Long.class).single() == 0;
    }

    static String[] names(Collection<Role> roles) {
        return roles.stream().map(Role::name).sorted().toArray(String[]::new);
    }

    static Set<Role> roles(ResultSet row) throws SQLException {
        return Arrays.stream((String[]) row.getArray("roles").getArray())
                .map(Role::valueOf)
                .collect(Collectors.toUnmodifiableSet());
    }

    private static UserDetails user(ResultSet row, int number) throws SQLException {
        return User.withUsername(row.getString("name"))
                .password(row.getString("password_hash"))
                .authorities(Role.authorities(roles(row)))
                .build();
    }
}
