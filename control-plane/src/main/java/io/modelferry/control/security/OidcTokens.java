package io.modelferry.control.security;

import io.modelferry.control.platform.ModelferryConfiguration;
import io.modelferry.control.security.OidcRoles.Entrant;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.stereotype.Component;

/** Access tokens of the provider for the API, where an audience is configured. */
@Component
class OidcTokens {

    private final OidcProvider provider;
    private final OidcRoles roles;
    private final boolean on;

    OidcTokens(OidcProvider provider, OidcRoles roles, ModelferryConfiguration configuration) {
        this.provider = provider;
        this.roles = roles;
        this.on = configuration.oidc().api();
    }

    /** Ours begin otherwise. */
    boolean mayBeOne(String token) {
        return on && !token.startsWith(ApiTokens.PREFIX);
    }

    /**
     * @return who shows the token; not admitted if no role of theirs is mapped
     * @throws BadJwtException if the token does not hold
     * @throws OidcProvider.Unreachable if nobody can tell
     */
    Entrant verify(String token) {
        try {
            return roles.entrant(provider.bearers().decode(token).getClaims());
        } catch (BadJwtException e) {
            throw e;
        } catch (JwtException e) {
            throw new OidcProvider.Unreachable("the provider's keys cannot be had", e);
        }
    }
}
