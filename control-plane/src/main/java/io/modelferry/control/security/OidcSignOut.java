package io.modelferry.control.security;

import java.net.URI;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.client.oidc.web.logout.OidcClientInitiatedLogoutSuccessHandler;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.web.authentication.logout.LogoutSuccessHandler;
import org.springframework.stereotype.Component;

/**
 * Who signs out here is signed out at the provider as well, where it has an address for that: else the next person at the screen comes in
 * with one click.
 *
 * @see <a href="https://openid.net/specs/openid-connect-rpinitiated-1_0.html">OpenID Connect RP-Initiated Logout 1.0</a>
 */
@Component
class OidcSignOut implements SignOut {

    static final String SIGNED_OUT = "/login?logout";

    private static final String ADDRESS = "end_session_endpoint";

    private final OidcProvider provider;

    OidcSignOut(OidcProvider provider) {
        this.provider = provider;
    }

    /** Leads to the provider and from there back to {@link #SIGNED_OUT}; whoever did not come through it is there at once. */
    LogoutSuccessHandler handler() {
        var handler = new OidcClientInitiatedLogoutSuccessHandler(id -> registration());
        handler.setDefaultTargetUrl(SIGNED_OUT);
        handler.setPostLogoutRedirectUri("{baseUrl}" + SIGNED_OUT);
        handler.setRedirectStrategy( // the usual one logs the address, in which the ID token stands
                (request, response, address) -> response.sendRedirect(address));
        return handler;
    }

    /** That of the provider, for whoever came through it. */
    @Override
    public Optional<String> origin(@Nullable Authentication operator) {
        return operator != null && operator.getPrincipal() instanceof OidcOperator
                ? Optional.ofNullable(registration()).flatMap(OidcSignOut::origin)
                : Optional.empty();
    }

    private static Optional<String> origin(ClientRegistration registration) {
        var metadata = registration.getProviderDetails().getConfigurationMetadata();
        return Optional.ofNullable(metadata.get(ADDRESS))
                .map(address -> URI.create(address.toString()))
                .map(address -> address.getScheme() + "://" + address.getAuthority());
    }

    private @Nullable ClientRegistration registration() {
        try {
            return provider.registration();
        } catch (OidcProvider.Unreachable e) {
            return null; // signed out here at least
        }
    }
}
