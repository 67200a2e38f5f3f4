package io.modelferry.control.rollout.plan;

import io.modelferry.control.fleet.Window;
import io.modelferry.protocol.report.FailureCode.Remedy;
import io.modelferry.protocol.report.UpdateState;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalTime;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a new rollout says of its pace, as it was written. */
public record PaceRequest(
        @Nullable PacingRequest pacing,
        @Nullable BudgetRequest budget,
        @Nullable WindowRequest window,
        @Nullable Map<String, @Nullable Duration> slots,
        @Nullable Map<String, @Nullable AttemptsRequest> retry) {

    public record PacingRequest(
            @Nullable Double devicesPerMinute,
            @Nullable Double growth,
            @Nullable Double max) {

        Pacing pacing() {
            if (devicesPerMinute == null) {
                throw Require.refusal("bad-pacing", "pacing.devicesPerMinute", "required.");
            }
            return new Pacing(
                    devicesPerMinute,
                    Optional.ofNullable(growth).orElse(Pacing.DEFAULT_GROWTH),
                    Optional.ofNullable(max).orElse(Pacing.FASTEST));
        }
    }

    public record BudgetRequest(
            @Nullable Long bytesPerHour, @Nullable Long bytesPerHourPerSite) {}

    public record WindowRequest(
            @Nullable List<@Nullable String> days,
            @Nullable LocalTime from,
            @Nullable LocalTime until,
            @Nullable String zone) {

        Window window() {
            if (from == null || until == null) {
                throw Require.refusal("bad-window", "window." + (from == null ? "from" : "until"), "required.");
            }
            return new Window(week(), from, until, Optional.ofNullable(zone).orElse(Window.DEVICE));
        }

        private Set<DayOfWeek> week() {
            if (days == null) {
                return EnumSet.allOf(DayOfWeek.class);
            }
            var week = EnumSet.noneOf(DayOfWeek.class);
            for (var i = 0; i < days.size(); i++) {
                week.add(day(i, Optional.ofNullable(days.get(i)).orElse("").strip()));
            }
            return week;
        }

        /** {@code MON}, {@code monday}: by the first letters, three or more. */
        private static DayOfWeek day(int position, String written) {
            for (var day : DayOfWeek.values()) {
                if (written.length() >= 3 && day.name().startsWith(written.toUpperCase(Locale.ROOT))) {
                    return day;
                }
            }
            throw Require.refusal("bad-window", "window.days[" + position + "]", "a day of the week, MON to SUN.");
        }
    }

    public record AttemptsRequest(
            @Nullable Integer attempts,
            @Nullable Duration backOff,
            @Nullable Duration longestBackOff) {

        private Retry.Attempts attempts(Retry.Attempts standard) {
            var first = Optional.ofNullable(backOff).orElse(standard.backOff());
            var longest = standard.longestBackOff().compareTo(first) < 0 ? first : standard.longestBackOff();
            return new Retry.Attempts(
                    Optional.ofNullable(attempts).orElse(standard.attempts()),
                    first,
                    Optional.ofNullable(longestBackOff).orElse(longest));
        }
    }

    public Pace pace() {
        return new Pace(
                pacing == null ? null : pacing.pacing(),
                budget == null ? null : new Budget(budget.bytesPerHour(), budget.bytesPerHourPerSite()),
                window == null ? null : window.window(),
                slots == null ? Slots.NO_DEADLINE : deadlines(slots),
                retry == null ? Retry.DEFAULT : attempts(retry));
    }

    private static Slots deadlines(Map<String, @Nullable Duration> slots) {
        var longest = new EnumMap<UpdateState, Duration>(UpdateState.class);
        slots.forEach((name, span) -> {
            if (span == null) {
                throw Require.refusal("bad-slots", "slots." + name, "a duration, for example PT2H.");
            }
            longest.put(named(UpdateState.class, "bad-slots", "slots", name), span);
        });
        return new Slots(longest);
    }

    /** What is not named keeps its default. */
    private static Retry attempts(Map<String, @Nullable AttemptsRequest> retry) {
        var attempts = new EnumMap<Remedy, Retry.Attempts>(Remedy.class);
        attempts.putAll(Retry.DEFAULT.attempts());
        retry.forEach((name, request) -> {
            var remedy = named(Remedy.class, "bad-retry", "retry", name);
            if (request != null) {
                attempts.put(remedy, request.attempts(Retry.DEFAULT.of(remedy)));
            }
        });
        return new Retry(attempts);
    }

    private static <E extends Enum<E>> E named(Class<E> type, String code, String field, String name) {
        for (var one : type.getEnumConstants()) {
            if (one.name().equals(name.toUpperCase(Locale.ROOT).replace('-', '_'))) {
                return one;
            }
        }
        throw Require.refusal(
                code, field + "." + name, "no such " + (field.equals("slots") ? "state" : "remedy") + ".");
    }
}
