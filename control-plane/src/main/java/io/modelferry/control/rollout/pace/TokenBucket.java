package io.modelferry.control.rollout.pace;

import java.time.Duration;
import java.time.Instant;

/**
 * So many devices a minute and no more: over any span the devices given are at most {@code burst + rate · span}, whatever the looks, the
 * restarts or the clock. Its state is these two values; a bucket that is read from its row goes on as if nothing had happened.
 *
 * @param nanoTokens billionths of a device that may be given at {@code filledAt}, 0 or more
 * @param filledAt up to when tokens were counted; whole milliseconds
 */
public record TokenBucket(long nanoTokens, Instant filledAt) {

    private static final long DEVICE = 1_000_000_000;
    private static final double MILLIS_A_MINUTE = Duration.ofMinutes(1).toMillis();

    /** @param given devices, 0 or more; @param left what goes into the row */
    public record Grant(int given, TokenBucket left) {}

    public TokenBucket {
        if (nanoTokens < 0) {
            throw new IllegalArgumentException(nanoTokens + " tokens");
        }
        filledAt = Instant.ofEpochMilli(filledAt.toEpochMilli());
    }

    /** One device at once, the others at the rate. */
    public static TokenBucket opened(Instant now) {
        return new TokenBucket(DEVICE, now);
    }

    /**
     * Gives at most {@code wanted} devices. The rate may be another one at each look; what was saved up so far is kept, up to
     * {@code burst}.
     *
     * @param perMinute devices, above 0
     * @param burst most devices at once, 1 or more
     */
    public Grant take(int wanted, double perMinute, int burst, Instant now) {
        if (!(perMinute > 0) || burst < 1 || wanted < 0) {
            throw new IllegalArgumentException(wanted + " at " + perMinute + " a minute, burst " + burst);
        }
        var filled = filled(perMinute, burst, now);
        var given = Math.min(wanted, Math.toIntExact(filled.nanoTokens / DEVICE));
        return new Grant(given, new TokenBucket(filled.nanoTokens - given * DEVICE, filled.filledAt));
    }

    /** When one more device may be given, if the rate stays; {@code now} if it may be given at once. */
    public Instant next(double perMinute, int burst, Instant now) {
        var filled = filled(perMinute, burst, now);
        var missing = Math.max(0, DEVICE - filled.nanoTokens);
        var millis = Math.ceil(missing / perMilli(perMinute));
        return missing == 0
                ? now
                : filled.filledAt.plusMillis(
                        (long) Math.min(millis, Duration.ofDays(366).toMillis()));
    }

    /** A clock that went back gives nothing, and gives nothing twice when it comes forward again. */
    private TokenBucket filled(double perMinute, int burst, Instant now) {
        var full = burst * DEVICE;
        var millis = Duration.between(filledAt, now).toMillis();
        if (millis <= 0) {
            return new TokenBucket(Math.min(nanoTokens, full), filledAt);
        }
        var gained = Math.floor(millis * perMilli(perMinute));
        var tokens = gained >= full ? full : Math.min(full, nanoTokens + (long) gained);
        return new TokenBucket(tokens, now);
    }

    private static double perMilli(double perMinute) {
        return perMinute * DEVICE / MILLIS_A_MINUTE;
    }
}
