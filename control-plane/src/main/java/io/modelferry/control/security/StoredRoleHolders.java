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
    private final Persons persons;
    private final InstantSource clock;

    StoredRoleHolders(JdbcClient jdbc, OidcRoles provider, Persons persons, InstantSource clock) {
        this.provider = provider;
        this.jdbc = jdbc;
        this.persons = persons;
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
                        SELECT exists (SELECT 1 FROM operator
                                        WHERE NOT name = ANY (:behind) AND roles && :roles AND removed_at IS NULL)
                            OR exists (SELECT 1 FROM api_token t
                                        WHERE roles && :roles AND (expires_at IS NULL OR expires_at > :now)
                                          AND NOT exists (SELECT 1 FROM api_token_person p
                                                           WHERE p.name = t.name AND p.person = ANY (:behind)))""")
                .param("behind", persons.behind(actor).toArray(String[]::new))
                .param("roles", implying)
                .param("now", Timestamp.from(clock.instant()))
                .query(Boolean.class)
                .single();
    }
}
