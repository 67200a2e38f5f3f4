package io.modelferry.control.rollout.pace;

import io.modelferry.control.rollout.plan.Budget;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Bytes by the hour of UTC, of a rollout and of each site. A file longer than an hour's bytes may go in an hour that nothing was sent in;
 * it then takes up the following hours too, so that over any hours the bytes are at most {@code hours · limit} and one file.
 */
public final class ByteBudget {

    private static final long HOUR_MILLIS = Duration.ofHours(1).toMillis();

    private ByteBudget() {}

    /**
     * What was sent, as it lives in a row.
     *
     * @param hour since 1970, UTC
     * @param bytes sent in that hour, and those of hours before that were beyond their limit
     */
    public record Spent(long hour, long bytes) {

        public static final Spent NOTHING = new Spent(0, 0);

        /** What still weighs on the hour of {@code now}. An hour that went back changes nothing. */
        Spent at(Instant now, long limit) {
            var hours = hourOf(now) - hour;
            if (hours <= 0 || bytes == 0) {
                return hours <= 0 ? this : new Spent(hourOf(now), 0);
            }
            var paid = hours > bytes / limit ? bytes : hours * limit;
            return new Spent(hourOf(now), bytes - paid);
        }
    }

    /** The answer. */
    public sealed interface Answer {

        /** Go. Write both back. */
        record Given(Spent rollout, Spent site) implements Answer {}

        /** Not now: nothing was taken. @param opensAt when the same bytes would be given, if nobody else takes them */
        record Refused(Instant opensAt) implements Answer {}
    }

    /** @param bytes 0 or more */
    public static Answer take(Budget budget, Spent rollout, Spent site, long bytes, Instant now) {
        if (bytes < 0) {
            throw new IllegalArgumentException(bytes + " bytes");
        }
        var opens = later(
                opensAt(budget.bytesPerHour(), rollout, bytes, now),
                opensAt(budget.bytesPerHourPerSite(), site, bytes, now));
        if (opens.isAfter(now)) {
            return new Answer.Refused(opens);
        }
        return new Answer.Given(
                added(budget.bytesPerHour(), rollout, bytes, now),
                added(budget.bytesPerHourPerSite(), site, bytes, now));
    }

    private static Instant opensAt(@Nullable Long limit, Spent spent, long bytes, Instant now) {
        if (limit == null) {
            return now;
        }
        var current = spent.at(now, limit);
        var fits = Math.max(0, limit - bytes);
        if (current.bytes <= fits && current.hour <= hourOf(now)) {
            return now;
        }
        var over = Math.max(0, current.bytes - fits);
        var hours = over / limit + (over % limit == 0 ? 0 : 1);
        return Instant.ofEpochMilli((current.hour + hours) * HOUR_MILLIS);
    }

    private static Spent added(@Nullable Long limit, Spent spent, long bytes, Instant now) {
        if (limit == null) {
            return spent;
        }
        var current = spent.at(now, limit);
        return new Spent(current.hour, current.bytes + bytes);
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    private static long hourOf(Instant at) {
        return Math.floorDiv(at.toEpochMilli(), HOUR_MILLIS);
    }
}
