package io.modelferry.agent.update;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Full-jitter exponential back-off: after failure {@code n} the wait is uniform between {@code limits.first} and
 * {@code first · 2ⁿ}, never above {@code limits.longest}. A fleet that lost the same server does not come back as one.
 *
 * @see <a href="https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/">Exponential backoff and jitter</a>
 */
public final class Backoff {

    private static final int MAX_DOUBLINGS = 20;

    /** @param first the shortest wait; {@code longest} the longest */
    public record Limits(Duration first, Duration longest) {

        public static final Limits DEFAULT = new Limits(Duration.ofSeconds(1), Duration.ofMinutes(2));
    }

    private final Limits limits;
    private final RandomGenerator random;
    private final Ticks ticks;
    private long since;
    private Duration wait = Duration.ZERO;
    private int failures;

    public Backoff(Limits limits, RandomGenerator random, Ticks ticks) {
        this.limits = limits;
        this.random = random;
        this.ticks = ticks;
    }

    public boolean due() {
        return ticks.since(since).compareTo(wait) >= 0;
    }

    public int failures() {
        return failures;
    }

    /** @return how long to wait from now */
    public Duration failed() {
        failures++;
        var ceiling =
                Math.min(limits.longest().toMillis(), limits.first().toMillis() << Math.min(failures, MAX_DOUBLINGS));
        var floor = Math.min(limits.first().toMillis(), ceiling);
        wait = Duration.ofMillis(floor + random.nextLong(ceiling - floor + 1));
        since = ticks.nanos();
        return wait;
    }

    /** The world changed (a connection came up): try now, but remember how often it failed. */
    public void hurry() {
        wait = Duration.ZERO;
    }
}
