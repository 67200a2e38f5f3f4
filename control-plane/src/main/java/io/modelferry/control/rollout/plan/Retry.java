package io.modelferry.control.rollout.plan;

import io.modelferry.protocol.report.FailureCode.Remedy;
import java.time.Duration;
import java.util.Map;

/**
 * What the rollout tries again when a device says that it failed, by the failure's remedy. A remedy that is not named is not tried
 * again.
 */
public record Retry(Map<Remedy, Attempts> attempts) {

    /**
     * @param attempts in all, the first included, 1 or more
     * @param backOff before the second attempt; doubled before each later one
     * @param longestBackOff that no doubling goes beyond
     */
    public record Attempts(int attempts, Duration backOff, Duration longestBackOff) {}

    public static final Retry DEFAULT = new Retry(Map.of(
            Remedy.RETRY, new Attempts(5, Duration.ofMinutes(5), Duration.ofHours(6)),
            Remedy.FULL_DOWNLOAD, new Attempts(2, Duration.ofMinutes(1), Duration.ofHours(6))));

    public static final Attempts ONCE = new Attempts(1, Duration.ZERO, Duration.ZERO);

    public Retry {
        attempts = Map.copyOf(attempts);
    }

    public Attempts of(Remedy remedy) {
        return attempts.getOrDefault(remedy, ONCE);
    }
}
