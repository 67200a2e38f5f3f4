package io.modelferry.agent.download;

import io.modelferry.agent.update.Cancellation;
import io.modelferry.agent.update.UpdateFailure;
import io.modelferry.protocol.goal.Allowance;
import io.modelferry.protocol.report.FailureCode;
import io.modelferry.protocol.trust.Acceptance;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One download under an {@link Allowance}. A small file (an acceptance set, as a rule) is counted but not held back by the day's
 * bytes: an update that is paid for does not wait a day for it. Small is what has at most 1 MiB and a tenth of the day's bytes.
 */
final class AllowedPurse implements Purse, AutoCloseable {

    private static final long SMALL_SHARE = 10;

    /** Asked for at once at a limited pace, so that the server is not left waiting in the middle of an answer. */
    private static final long SECONDS_AT_ONCE = 20;

    private static final long LEAST_AT_ONCE = 16 << 10;
    private static final long SLICE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private final Spending spending;
    private final Allowance allowance;
    private final long lengthBytes;
    private final Cancellation cancellation;

    /** @param lengthBytes of the whole file */
    AllowedPurse(Spending spending, @Nullable Allowance allowance, long lengthBytes, Cancellation cancellation) {
        this.spending = spending;
        this.allowance = allowance == null ? new Allowance(null, null, null) : allowance;
        this.lengthBytes = lengthBytes;
        this.cancellation = cancellation;
    }

    @Override
    public long mayAsk() throws UpdateFailure {
        requireHour();
        return Math.min(leftToday(), atOnce());
    }

    /** @throws UpdateFailure INTERRUPTED outside of the allowed hours */
    void requireHour() throws UpdateFailure {
        var hours = allowance.hours();
        if (hours != null && !hours.contain(spending.time())) {
            throw new UpdateFailure(
                    FailureCode.INTERRUPTED,
                    "downloads run from %sZ until %sZ; goes on at %sZ"
                            .formatted(hours.from(), hours.until(), hours.from()));
        }
    }

    private long leftToday() throws UpdateFailure {
        var bytesPerDay = allowance.bytesPerDay();
        if (bytesPerDay == null) {
            return Long.MAX_VALUE;
        }
        var left = bytesPerDay - spending.today();
        if (lengthBytes <= Math.min(Acceptance.MAX_BYTES, bytesPerDay / SMALL_SHARE)) {
            left = Math.max(left, lengthBytes);
        }
        if (left <= 0) {
            throw new UpdateFailure(
                    FailureCode.INTERRUPTED, "the day's %d bytes are spent; goes on at 00:00Z".formatted(bytesPerDay));
        }
        spending.putDown(bytesPerDay);
        return left;
    }

    private long atOnce() {
        var pace = allowance.bytesPerSecond();
        return pace == null
                ? Long.MAX_VALUE
                : Math.max(LEAST_AT_ONCE, Math.min(pace, Integer.MAX_VALUE) * SECONDS_AT_ONCE);
    }

    @Override
    public void came(long bytes) throws UpdateFailure {
        spending.count(bytes);
        var pace = allowance.bytesPerSecond();
        if (pace != null) {
            rest(spending.restNanos(bytes, pace));
        }
    }

    private void rest(long nanos) throws UpdateFailure {
        for (var left = nanos; left > 0; left -= SLICE_NANOS) {
            cancellation.check();
            spending.rest(Math.min(left, SLICE_NANOS));
        }
    }

    @Override
    public void close() {
        spending.settle();
    }
}
