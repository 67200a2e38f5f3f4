package io.modelferry.delta.plan;

import java.time.Duration;

/**
 * What a device's line and its owner's purse allow.
 *
 * @param bytesPerSecond of the line
 * @param maxHops        deltas in a row; each wants room for a whole file
 */
public record Link(long bytesPerSecond, int maxHops) {

    public Link {
        if (bytesPerSecond < 1 || maxHops < 1) {
            throw new IllegalArgumentException(
                    "a line of %d bytes a second, %d hops".formatted(bytesPerSecond, maxHops));
        }
    }

    Duration timeFor(long bytes) {
        return Duration.ofNanos((long) Math.min(Long.MAX_VALUE, bytes * 1e9 / bytesPerSecond));
    }
}
