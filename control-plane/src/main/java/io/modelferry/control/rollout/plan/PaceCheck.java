package io.modelferry.control.rollout.plan;

import io.modelferry.control.fleet.Window;
import io.modelferry.protocol.Spoken;
import io.modelferry.protocol.report.FailureCode.Remedy;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Refuses paces at which nothing moves, and windows that never open. */
final class PaceCheck {

    private static final double MOST_GROWTH = 100;
    private static final int MOST_ATTEMPTS = 100;

    private PaceCheck() {}

    static void check(Pace pace) {
        if (pace.pacing() != null) {
            pacing(pace.pacing());
        }
        if (pace.budget() != null) {
            bytes("budget.bytesPerHour", pace.budget().bytesPerHour());
            bytes("budget.bytesPerHourPerSite", pace.budget().bytesPerHourPerSite());
        }
        if (pace.window() != null) {
            window(pace.window());
        }
        pace.slots()
                .longest()
                .forEach((state, longest) -> Require.that(
                        Require.positive(longest) && !state.terminal(),
                        "bad-slots",
                        "slots." + state.name().toLowerCase(Locale.ROOT),
                        state.terminal()
                                ? "a device that has ended holds no slot."
                                : "must lie above 0 s and up to " + Spoken.of(Require.LONGEST) + "."));
        pace.retry().attempts().forEach(PaceCheck::retry);
    }

    private static void pacing(Pacing pacing) {
        Require.that(
                pacing.devicesPerMinute() > 0 && pacing.devicesPerMinute() <= Pacing.FASTEST,
                "bad-pacing",
                "pacing.devicesPerMinute",
                "must lie above 0 and up to " + (long) Pacing.FASTEST + ".");
        Require.that(
                pacing.growth() >= 1 && pacing.growth() <= MOST_GROWTH,
                "bad-pacing",
                "pacing.growth",
                "must lie between 1 and " + (int) MOST_GROWTH + ".");
        Require.that(
                pacing.max() >= pacing.devicesPerMinute() && pacing.max() <= Pacing.FASTEST,
                "bad-pacing",
                "pacing.max",
                "must lie between devicesPerMinute and " + (long) Pacing.FASTEST + ".");
    }

    private static void bytes(String field, @Nullable Long limit) {
        Require.that(limit == null || limit >= 1, "bad-budget", field, "must be at least 1.");
    }

    private static void window(Window window) {
        Require.that(
                !window.days().isEmpty(), "bad-window", "window.days", "at least one day, or leave it out for all.");
        Require.that(
                !window.from().equals(window.until()),
                "bad-window",
                "window.until",
                "a window that ends when it begins never opens.");
        Require.that(
                window.zone().equals(Window.DEVICE) || known(window.zone()),
                "bad-window",
                "window.zone",
                "'" + window.zone() + "' is neither \"device\" nor a zone like Europe/Berlin.");
    }

    private static boolean known(String zone) {
        try {
            return ZoneId.of(zone).getRules() != null;
        } catch (DateTimeException unknown) {
            return false;
        }
    }

    private static void retry(Remedy remedy, Retry.Attempts rule) {
        var field = "retry." + remedy.name().toLowerCase(Locale.ROOT).replace('_', '-');
        Require.that(
                rule.attempts() >= 1 && rule.attempts() <= MOST_ATTEMPTS,
                "bad-retry",
                field + ".attempts",
                "must lie between 1 and " + MOST_ATTEMPTS + ".");
        Require.that(
                rule.attempts() == 1 || remedy == Remedy.RETRY || remedy == Remedy.FULL_DOWNLOAD,
                "bad-retry",
                field + ".attempts",
                "another try cannot help there: 1.");
        Require.that(
                !rule.backOff().isNegative() && rule.backOff().compareTo(rule.longestBackOff()) <= 0,
                "bad-retry",
                field + ".backOff",
                "must lie between 0 s and longestBackOff.");
        Require.that(
                rule.longestBackOff().compareTo(Require.LONGEST) <= 0,
                "bad-retry",
                field + ".longestBackOff",
                "at most " + Spoken.of(Require.LONGEST) + ".");
    }
}
