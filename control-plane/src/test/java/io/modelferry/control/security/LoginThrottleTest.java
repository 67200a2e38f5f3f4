package io.modelferry.control.security;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.FilterChain;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

/** Somebody guesses at passwords: one after the other, all at once, at many names, from many addresses. */
final class LoginThrottleTest {

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-05-01T08:00:00Z"));
    private final LoginThrottle throttle = new LoginThrottle(now::get);
    private final AtomicInteger looked = new AtomicInteger();
    private final FilterChain passwords = (request, response) -> looked.incrementAndGet();

    private static MockHttpServletRequest login(String address, String name) {
        var request = new MockHttpServletRequest("POST", "/login");
        request.setServletPath("/login");
        request.setRemoteAddr(address);
        request.setParameter("username", name);
        request.addHeader("X-Forwarded-For", "198.51.100." + (name.hashCode() & 0xff));
        return request;
    }

    private boolean isLookedAt(String address, String name) {
        var before = looked.get();
        try {
            throttle.doFilter(login(address, name), new MockHttpServletResponse(), passwords);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
        return looked.get() > before;
    }

    private long lookedAt(int tries, java.util.function.IntPredicate each) {
        return IntStream.range(0, tries).filter(each).count();
    }

    @Test
    void afterFiveGuessesAPairHasOneAMinute() {
        assertThat(lookedAt(20, guess -> isLookedAt("203.0.113.1", "admin"))).isEqualTo(5);

        now.updateAndGet(time -> time.plus(Duration.ofMinutes(1)));
        assertThat(lookedAt(20, guess -> isLookedAt("203.0.113.1", "Admin"))).isEqualTo(1);
        assertThat(isLookedAt("203.0.113.2", "admin"))
                .as("nobody locks the administrator out")
                .isTrue();
    }

    @Test
    void oneAddressGuessesThirtyTimesAMinuteWhateverTheNames() {
        assertThat(lookedAt(200, guess -> isLookedAt("203.0.113.1", "name-" + guess)))
                .isEqualTo(30);
        assertThat(lookedAt(200, guess -> isLookedAt("2001:db8::" + Integer.toHexString(guess), "name-" + guess)))
                .isEqualTo(30);

        now.updateAndGet(time -> time.plus(Duration.ofMinutes(1)));
        assertThat(isLookedAt("203.0.113.1", "name-0")).isTrue();
    }

    @Test
    void aSignInThatWorksStartsThePairAnew() {
        lookedAt(4, guess -> isLookedAt("203.0.113.1", "ann"));

        throttle.succeeded(login("203.0.113.1", "ann"));

        assertThat(lookedAt(9, guess -> isLookedAt("203.0.113.1", "ann"))).isEqualTo(5);
    }

    @Test
    void guessesSideBySideAreCountedAndFewAreLookedAtAtATime() throws Exception {
        var go = new CountDownLatch(1);
        var inside = new AtomicInteger();
        var most = new AtomicInteger();
        FilterChain slow = (request, response) -> {
            most.accumulateAndGet(inside.incrementAndGet(), Math::max);
            looked.incrementAndGet();
            await(go);
            inside.decrementAndGet();
        };
        try (var crowd = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var guess = 0; guess < 100; guess++) {
                var address = "198.51.100." + guess;
                crowd.submit(() -> {
                    throttle.doFilter(login(address, "admin"), new MockHttpServletResponse(), slow);
                    return null;
                });
            }
            while (inside.get() < 8) {
                Thread.onSpinWait();
            }
            go.countDown();
        }

        assertThat(most.get()).isLessThanOrEqualTo(8);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
