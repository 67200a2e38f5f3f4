package io.modelferry.control.security;

import io.modelferry.control.platform.Attempts;
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
import java.util.concurrent.Semaphore;
import org.springframework.http.HttpMethod;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Slows guessing down: after five passwords for one name from one address, that pair waits a minute before each further one. Counted by the
 * pair, so that a stranger cannot lock the administrator out, and before the password is looked at, so that guesses side by side count as
 * well. One address may guess thirty times a minute, whatever the names. And a password costs 16 MiB to look at: few are at a time.
 */
final class LoginThrottle extends OncePerRequestFilter {

    private static final int FREE_TRIES = 5;
    private static final int TRIES_OF_AN_ADDRESS = 30;
    private static final int AT_ONCE = 8;
    private static final Duration PAUSE = Duration.ofMinutes(1);
    private static final int MAX_REMEMBERED = 10_000;

    private final InstantSource clock;
    private final LinkedHashMap<String, Tries> tries = new LinkedHashMap<>();
    private final Attempts addresses;
    private final Semaphore places = new Semaphore(AT_ONCE);

    LoginThrottle(InstantSource clock) {
        this.clock = clock;
        this.addresses = new Attempts(TRIES_OF_AN_ADDRESS, PAUSE, clock);
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return !HttpMethod.POST.matches(request.getMethod()) || !"/login".equals(request.getServletPath());
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (!places.tryAcquire()) {
            wait(request, response);
            return;
        }
        try {
            if (mayTry(request)) {
                chain.doFilter(request, response);
            } else {
                wait(request, response);
            }
        } finally {
            places.release();
        }
    }

    private static void wait(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.sendRedirect(request.getContextPath() + "/login?error=wait");
    }

    private synchronized boolean mayTry(HttpServletRequest request) {
        var address = Attempts.from(request.getRemoteAddr());
        if (addresses.spent(address) || !mayTry(who(request))) {
            return false;
        }
        addresses.count(address);
        return true;
    }

    private boolean mayTry(String who) {
        var now = clock.instant();
        var known = tries.getOrDefault(who, new Tries(0, now));
        if (known.count() >= FREE_TRIES && now.isBefore(known.last().plus(PAUSE))) {
            return false;
        }
        tries.remove(who);
        tries.put(who, new Tries(known.count() + 1, now));
        if (tries.size() > MAX_REMEMBERED) {
            tries.pollFirstEntry();
        }
        return true;
    }

    /** The pair starts anew; the address does not, or who has an account could guess at others' between two sign-ins. */
    synchronized void succeeded(HttpServletRequest request) {
        tries.remove(who(request));
    }

    private static String who(HttpServletRequest request) {
        return Attempts.from(request.getRemoteAddr()) + " "
                + String.valueOf(request.getParameter("username")).toLowerCase(Locale.ROOT);
    }

    private record Tries(int count, Instant last) {}
}
