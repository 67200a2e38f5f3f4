package io.modelferry.control.security;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.SimpleGrantedAuthority;

/** What an operator or a token may do. Every role may look; ADMIN may do everything. */
public enum Role {
    /** Looks at everything but the audit trail. */
    VIEWER,
    /** Reads the audit trail. */
    AUDITOR,
    /** Publishes models. */
    PUBLISHER,
    /** Approves rollouts. */
    APPROVER,
    /** Creates and steers rollouts. */
    OPERATOR,
    /** Enrols and decommissions devices. */
    FLEET_ADMIN,
    /** All of these, and API tokens. */
    ADMIN;

    /** This role and those it implies. */
    Stream<Role> implied() {
        return this == ADMIN ? Arrays.stream(values()) : Stream.of(this, VIEWER);
    }

    /** Authorities with the implied roles spelled out, so that nobody else has to know what implies what. */
    static List<GrantedAuthority> authorities(Collection<Role> roles) {
        return roles.stream()
                .flatMap(Role::implied)
                .distinct()
                .<GrantedAuthority>map(role -> new SimpleGrantedAuthority("ROLE_" + role.name()))
                .toList();
    }
}
