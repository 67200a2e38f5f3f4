package io.modelferry.control.security;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collection;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Signs in who shows {@code Authorization: Bearer mf_…}, or an access token of the OpenID provider. A token that does not hold is refused
 * at once, even beside a good session: such a request was excused from CSRF because it carries a token.
 */
final class BearerFilter extends OncePerRequestFilter {

    /** How the name of whoever comes with one of our tokens begins. */
    static final String TOKEN = "token:";

    private static final String HEADER = "Authorization";
    private static final String SCHEME = "Bearer ";

    private final ApiTokens tokens;
    private final OidcTokens foreign;
    private final ProblemResponses problems;

    BearerFilter(ApiTokens tokens, OidcTokens foreign, ProblemResponses problems) {
        this.tokens = tokens;
        this.foreign = foreign;
        this.problems = problems;
    }

    static boolean carriesToken(HttpServletRequest request) {
        return bearer(request) != null;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        var token = bearer(request);
        if (token == null) {
            chain.doFilter(request, response);
            return;
        }
        var caller = foreign.mayBeOne(token) ? foreigner(token, response) : own(token, response);
        if (caller == null) {
            return;
        }
        var context = SecurityContextHolder.createEmptyContext();
        context.setAuthentication(caller);
        SecurityContextHolder.setContext(context);
        chain.doFilter(request, response);
    }

    /** Null if it was refused. */
    private @Nullable Authentication own(String token, HttpServletResponse response) throws IOException {
        var verified = tokens.verify(token);
        if (verified.isEmpty()) {
            var words = "The API token is unknown, revoked or expired.";
            problems.write(response, HttpStatus.UNAUTHORIZED, "bad-token", words);
            return null;
        }
        return caller(TOKEN + verified.get().name(), verified.get().roles());
    }

    /** Null if it was refused. */
    private @Nullable Authentication foreigner(String token, HttpServletResponse response) throws IOException {
        try {
            var entrant = foreign.verify(token);
            if (entrant.admitted()) {
                return caller(entrant.name(), entrant.roles());
            }
            var words =
                    "The provider's token gives no role here: ask for one of those that modelferry.oidc.roles maps.";
            problems.write(response, HttpStatus.FORBIDDEN, "no-role", words);
        } catch (BadJwtException e) {
            var words = "The token is neither an API token nor one of the provider's for this API that holds now.";
            problems.write(response, HttpStatus.UNAUTHORIZED, "bad-token", words);
        } catch (OidcProvider.Unreachable e) {
            var words = "The OpenID provider cannot be asked for its keys; an API token works without it.";
            problems.write(response, HttpStatus.SERVICE_UNAVAILABLE, "provider-unreachable", words);
        }
        return null;
    }

    private static Authentication caller(String name, Collection<Role> roles) {
        return UsernamePasswordAuthenticationToken.authenticated(name, null, Role.authorities(roles));
    }

    private static @Nullable String bearer(HttpServletRequest request) {
        var header = request.getHeader(HEADER);
        return header != null && header.startsWith(SCHEME) ? header.substring(SCHEME.length()) : null;
    }
}
