package io.modelferry.control.security;

import io.modelferry.control.security.ApiTokens.TokenView;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Signs in who shows {@code Authorization: Bearer mf_…}. A token that does not hold is refused at once, even beside a good session:
 * such a request was excused from CSRF because it carries a token.
 */
final class BearerFilter extends OncePerRequestFilter {

    private static final String HEADER = "Authorization";
    private static final String SCHEME = "Bearer ";

    private final ApiTokens tokens;
    private final ProblemResponses problems;

    BearerFilter(ApiTokens tokens, ProblemResponses problems) {
        this.tokens = tokens;
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
        var verified = tokens.verify(token);
        if (verified.isEmpty()) {
            problems.write(
                    response, HttpStatus.UNAUTHORIZED, "bad-token", "The API token is unknown, revoked or expired.");
            return;
        }
        var context = SecurityContextHolder.createEmptyContext();
        context.setAuthentication(caller(verified.get()));
        SecurityContextHolder.setContext(context);
        chain.doFilter(request, response);
    }

    private static Authentication caller(TokenView token) {
        return UsernamePasswordAuthenticationToken.authenticated(
                "token:" + token.name(), null, Role.authorities(token.roles()));
    }

    private static @Nullable String bearer(HttpServletRequest request) {
        var header = request.getHeader(HEADER);
        return header != null && header.startsWith(SCHEME) ? header.substring(SCHEME.length()) : null;
    }
}
