package io.modelferry.control.rollout.pace;

import io.modelferry.control.rollout.plan.Retry;
import io.modelferry.protocol.DeviceId;
import io.modelferry.protocol.report.FailureCode;
import java.time.Duration;
import java.time.Instant;

/** Whether a device that failed is asked again, and when. Devices that failed together are not asked together. */
public final class RetryPolicy {

    private static final long PARTS = 1000;

    private RetryPolicy() {}

    /** The answer. */
    public sealed interface Answer {

        record Again(Instant notBefore) implements Answer {}

        /** @param why one line, for a person */
        record GiveUp(String why) implements Answer {}
    }

    /** @param attempts that were made, this failure's included; 1 or more */
    public static Answer after(Retry retry, FailureCode failure, int attempts, DeviceId device, Instant failedAt) {
        var rule = retry.of(failure.remedy());
        if (attempts >= rule.attempts()) {
            return new Answer.GiveUp(failure + why(failure, attempts, rule.attempts()));
        }
        return new Answer.Again(failedAt.plus(spread(backOff(rule, attempts), device, attempts)));
    }

    private static String why(FailureCode failure, int attempts, int most) {
        return switch (failure.remedy()) {
            case RETRY, FULL_DOWNLOAD -> " after " + attempts + " of " + most + " attempts";
            case REFUSE -> ": another try cannot help";
            case HALT -> ": somebody must look at the device first";
        };
    }

    private static Duration backOff(Retry.Attempts rule, int attempts) {
        var wait = rule.backOff();
        for (var doubled = 1; doubled < attempts && wait.compareTo(rule.longestBackOff()) < 0; doubled++) {
            wait = wait.multipliedBy(2);
        }
        return wait.compareTo(rule.longestBackOff()) > 0 ? rule.longestBackOff() : wait;
    }

    /** From the whole back-off to half as much again, by the device and the attempt: the same each time it is asked. */
    private static Duration spread(Duration backOff, DeviceId device, int attempts) {
        var part = Math.floorMod(31L * device.value().hashCode() + 7919L * attempts, PARTS);
        return backOff.plus(backOff.multipliedBy(part).dividedBy(2 * PARTS));
    }
}
