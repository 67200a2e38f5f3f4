package io.modelferry.control.fleet;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A window in the zone where it is meant: open at exactly those moments at which the clock on the wall there stands within its hours. So a
 * window within the hour that a night in spring skips does not open that night, one within the hour that a night in autumn repeats
 * opens for both, and one around either is an hour shorter or longer.
 */
public record MaintenanceWindow(Window window, ZoneId zone) {

    /** A window that has not opened within this many days is taken never to. */
    private static final int HORIZON_DAYS = 400;

    private static final int MOST_STEPS = 2000;

    /** One opening. @param until exclusive */
    public record Opening(Instant from, Instant until) {}

    /** @param device the zone where the device stands; counts if the window is meant there */
    public static MaintenanceWindow of(Window window, ZoneId device) {
        return new MaintenanceWindow(window, window.zoneFor(device));
    }

    public boolean open(Instant at) {
        return next(at).map(opening -> !opening.from.isAfter(at)).orElse(false);
    }

    /** The opening that is, or the next one to come; empty if none comes within {@value #HORIZON_DAYS} days. */
    public Optional<Opening> next(Instant at) {
        var first = at.atZone(zone).toLocalDate().minusDays(1);
        for (var ahead = 0; ahead <= HORIZON_DAYS; ahead++) {
            for (var opening : openings(first.plusDays(ahead))) {
                if (opening.until.isAfter(at)) {
                    return Optional.of(opening);
                }
            }
        }
        return Optional.empty();
    }

    /**
     * When all of the windows are open together: the rollout's, the site's, the device's.
     *
     * @param windows none is always open
     * @return {@code at} if they are open now; empty if they do not meet within {@value #HORIZON_DAYS} days
     */
    public static Optional<Instant> nextOpening(List<MaintenanceWindow> windows, Instant at) {
        var horizon = at.plus(HORIZON_DAYS, ChronoUnit.DAYS);
        var moment = at;
        for (var step = 0; step < MOST_STEPS && moment.isBefore(horizon); step++) {
            var latest = moment;
            for (var window : windows) {
                var opening = window.next(moment);
                if (opening.isEmpty()) {
                    return Optional.empty();
                }
                latest = later(latest, opening.get().from);
            }
            if (latest.equals(moment)) {
                return Optional.of(moment);
            }
            moment = latest;
        }
        return Optional.empty();
    }

    /** Of the window that begins on {@code day} by the local calendar: one, none if it was skipped, two if it was cut. */
    private List<Opening> openings(LocalDate day) {
        if (!window.days().contains(day.getDayOfWeek())) {
            return List.of();
        }
        var from = day.atTime(window.from());
        var until = (window.overMidnight() ? day.plusDays(1) : day).atTime(window.until());
        var openings = new ArrayList<Opening>();
        for (var span : spans(from, until)) {
            var opens = later(span.from, from.toInstant(span.offset));
            var closes = earlier(span.until, until.toInstant(span.offset));
            if (opens.isBefore(closes)) {
                openings.add(new Opening(opens, closes));
            }
        }
        openings.sort(Comparator.comparing(Opening::from));
        return joined(openings);
    }

    /** A time during which the zone keeps one offset. */
    private record Span(ZoneOffset offset, Instant from, Instant until) {}

    private List<Span> spans(LocalDateTime from, LocalDateTime until) {
        var rules = zone.getRules();
        var begin = from.minusDays(1).toInstant(ZoneOffset.UTC);
        var end = until.plusDays(1).toInstant(ZoneOffset.UTC);
        var spans = new ArrayList<Span>();
        for (var at = begin; at.isBefore(end); ) {
            var transition = rules.nextTransition(at);
            var stop = transition == null ? end : earlier(end, transition.getInstant());
            spans.add(new Span(rules.getOffset(at), at, stop));
            at = stop;
        }
        return spans;
    }

    /** The repeated hour is one opening of two hours. */
    private static List<Opening> joined(List<Opening> sorted) {
        var joined = new ArrayList<Opening>();
        for (var opening : sorted) {
            if (!joined.isEmpty() && joined.getLast().until.equals(opening.from)) {
                joined.set(joined.size() - 1, new Opening(joined.getLast().from, opening.until));
            } else {
                joined.add(opening);
            }
        }
        return joined;
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }
}
