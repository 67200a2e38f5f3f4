package io.modelferry.control.security;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Ends the session of who came through the provider some time ago, however busy it is: an open page asks every few seconds, and what the
 * provider says of its owner may have changed.
 */
final class OidcSessionFilter extends OncePerRequestFilter {

    private final Duration lifetime;
    private final InstantSource clock;

    OidcSessionFilter(Duration lifetime, InstantSource clock) {
        this.lifetime = lifetime;
        this.clock = clock;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        var caller = SecurityContextHolder.getContext().getAuthentication();
        if (caller != null && caller.getPrincipal() instanceof OidcOperator operator && hasEnded(operator)) {
            request.getSession().invalidate();
            SecurityContextHolder.clearContext(); // from here on nobody is there
        }
        chain.doFilter(request, response);
    }

    private boolean hasEnded(OidcOperator operator) {
        var since = Objects.requireNonNullElse(operator.getIssuedAt(), Instant.EPOCH);
        return !clock.instant().isBefore(since.plus(lifetime));
    }
}
