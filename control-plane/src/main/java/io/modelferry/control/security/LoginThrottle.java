package io.modelferry.control.security;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Locale;
import org.springframework.http.HttpMethod;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Slows guessing down: after five wrong passwords for one name from one address, that pair waits a minute. Counted by the pair, so
 * that a stranger cannot lock the administrator out.
 */
final class LoginThrottle extends OncePerRequestFilter {

    private static final int FREE_FAILURES = 5;
    private static final Duration PAUSE = Duration.ofMinutes(1);
    private static final int MAX_REMEMBERED = 10_000;

    private final InstantSource clock;
    private final LinkedHashMap<String, Failures> failures = new LinkedHashMap<>();

    LoginThrottle(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return !HttpMethod.POST.matches(request.getMethod()) || !"/login".equals(request.getServletPath());
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (mustWait(who(request))) {
            response.sendRedirect(request.getContextPath() + "/login?error=wait");
            return;
        }
        chain.doFilter(request, response);
    }

    synchronized boolean mustWait(String who) {
        var known = failures.get(who);
        return known != null
                && known.count() >= FREE_FAILURES
                && clock.instant().isBefore(known.last().plus(PAUSE));
    }

    synchronized void failed(String who) {
        var known = failures.remove(who);
        failures.put(who, new Failures(known == null ? 1 : known.count() + 1, clock.instant()));
        if (failures.size() > MAX_REMEMBERED) {
            failures.remove(failures.firstEntry().getKey());
        }
    }

    synchronized void succeeded(String who) {
        failures.remove(who);
    }

    static String who(HttpServletRequest request) {
        return request.getRemoteAddr() + " "
                + String.valueOf(request.getParameter("username")).toLowerCase(Locale.ROOT);
    }

    private record Failures(int count, Instant last) {}
}
