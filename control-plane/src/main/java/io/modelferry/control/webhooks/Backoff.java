package io.modelferry.control.webhooks;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** How long to wait before the next attempt: doubling from five seconds to two hours, each half as long to half again as long. */
final class Backoff {

    private static final Duration FIRST = Duration.ofSeconds(5);
    private static final Duration LONGEST = Duration.ofHours(2);
    private static final int DOUBLINGS = 12;

    private Backoff() {}

    /** @param attempt that has just failed, from 1 */
    static Duration after(int attempt, RandomGenerator random) {
        var doubled = FIRST.toMillis() << Math.min(attempt - 1, DOUBLINGS);
        var base = Math.min(doubled, LONGEST.toMillis());
        return Duration.ofMillis(base / 2 + random.nextLong(base + 1));
    }
}
