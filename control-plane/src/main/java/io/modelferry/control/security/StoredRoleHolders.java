package io.modelferry.control.security;

import java.sql.Timestamp;
import java.time.InstantSource;
import java.util.Arrays;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

@Component
class StoredRoleHolders implements RoleHolders {

    private final JdbcClient jdbc;
    private final OidcRoles provider;
    private final InstantSource clock;

    StoredRoleHolders(JdbcClient jdbc, OidcRoles provider, InstantSource clock) {
        this.provider = provider;
        this.jdbc = jdbc;
        this.clock = clock;
    }

    @Override
    public boolean anyBut(String actor, Role role) {
        if (provider.mayGive(role)) {
            return true;
        }
        var implying = Arrays.stream(Role.values())
                .filter(one -> one.implied().anyMatch(role::equals))
                .map(Role::name)
                .toArray(String[]::new);
        return jdbc.sql("""
                        SELECT exists (SELECT 1 FROM operator WHERE name <> :actor AND roles && :roles)
                            OR exists (SELECT 1 FROM api_token
                                        WHERE 'token:' || name <> :actor AND roles && :roles
                                          AND (expires_at IS NULL OR expires_at > :now))""")
                .param("actor", actor)
                .param("roles", implying)
                .param("now", Timestamp.from(clock.instant()))
                .query(Boolean.class)
                .single();
    }
}
