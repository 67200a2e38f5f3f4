package io.modelferry.protocol.goal;

import io.modelferry.protocol.MalformedMessage;
import java.time.LocalTime;
import org.jspecify.annotations.Nullable;

/**
 * What downloads may spend of a device's line. What is not said is not limited.
 *
 * @param bytesPerDay of one UTC day, over all models; a download that reaches it goes on the next day where it stopped
 * @param bytesPerSecond on average
 * @param hours when downloads may run
 */
public record Allowance(
        @Nullable Long bytesPerDay,
        @Nullable Long bytesPerSecond,
        @Nullable Hours hours) {

    public Allowance {
        require(bytesPerDay == null || bytesPerDay > 0, "bytesPerDay must be positive");
        require(bytesPerSecond == null || bytesPerSecond > 0, "bytesPerSecond must be positive");
    }

    /** A time of the day in UTC, {@code from} inclusive to {@code until} exclusive; over midnight if {@code until} is earlier. */
    public record Hours(LocalTime from, LocalTime until) {

        public boolean contain(LocalTime time) {
            return from.isBefore(until)
                    ? !time.isBefore(from) && time.isBefore(until)
                    : !time.isBefore(from) || time.isBefore(until);
        }
    }

    private static void require(boolean kept, String promise) {
        if (!kept) {
            throw new MalformedMessage(promise);
        }
    }
}
