package io.modelferry.control.security;

import io.modelferry.control.security.OidcRoles.Entrant;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.core.oidc.user.DefaultOidcUser;
import org.springframework.security.oauth2.core.oidc.user.OidcUser;

/** A person who came through the provider, under the name that the audit trail has. */
final class OidcOperator extends DefaultOidcUser {

    private final String name;

    OidcOperator(Entrant entrant, OidcUser user) {
        super(Role.authorities(entrant.roles()), user.getIdToken(), user.getUserInfo());
        this.name = entrant.name();
    }

    @Override
    public String getName() {
        return name;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof OidcOperator operator && super.equals(other) && name.equals(operator.name);
    }

    @Override
    public int hashCode() {
        return 31 * super.hashCode() + name.hashCode();
    }
}
