package io.modelferry.control.rollout;

import io.modelferry.control.fleet.DeviceWindows;
import io.modelferry.control.fleet.DeviceWindows.Place;
import io.modelferry.control.fleet.MaintenanceWindow;
import io.modelferry.control.fleet.SqlCondition;
import io.modelferry.control.fleet.Window;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Where devices may be given a version now: the rollout's window, their site's and their own must be open together. Places are read once a
 * minute; a place that nobody has seen yet is closed until then.
 */
@Component
class OpenHours {

    private static final Duration LASTS = Duration.ofMinutes(1);
    private static final Duration NEVER_LASTS = Duration.ofHours(1);
    private static final int MOST_KNOWN = 10_000;
    private static final Place ANYWHERE = new Place("", "", "");

    private final DeviceWindows windows;
    private final Map<Boolean, Places> places = new ConcurrentHashMap<>();
    private final Map<List<MaintenanceWindow>, Known> known = new ConcurrentHashMap<>();

    OpenHours(DeviceWindows windows) {
        this.windows = windows;
    }

    private record Places(Instant at, List<Place> all) {

        boolean lastsAt(Instant now) {
            return !now.isBefore(at) && now.isBefore(at.plus(LASTS));
        }
    }

    /** @param opens empty for never */
    private record Known(Instant until, Optional<Instant> opens) {}

    /**
     * @param open where devices may be given the version
     * @param unrestricted devices without a window of their own or of their site may be, too, wherever they stand
     * @param opens when the next place opens, of those that are closed and will
     * @param never where the windows do not meet within 400 days
     */
    record Hours(List<Place> open, boolean unrestricted, Optional<Instant> opens, List<Place> never) {

        boolean closed() {
            return open.isEmpty() && !unrestricted;
        }

        boolean waiting() {
            return opens.isPresent() || !never.isEmpty();
        }
    }

    /** @param window of the rollout; null for none. @return empty if nobody has a window: anywhere, at any time */
    Optional<Hours> of(@Nullable Window window, Instant now) {
        if (window == null && !windows.any()) {
            return Optional.empty();
        }
        var everywhere = window != null && window.zone().equals(Window.DEVICE);
        var open = new ArrayList<Place>();
        var never = new ArrayList<Place>();
        var opens = Optional.<Instant>empty();
        for (var place : places(everywhere, now)) {
            var next = opens(place.windows(window), now);
            if (next.isEmpty()) {
                never.add(place);
            } else if (next.get().isAfter(now)) {
                opens = opens.filter(earlier -> earlier.isBefore(next.get())).or(() -> next);
            } else {
                open.add(place);
            }
        }
        return Optional.of(new Hours(open, !everywhere && open.remove(ANYWHERE), opens, never));
    }

    /** @param everywhere also where nothing but the rollout's own window counts, which each zone opens at another time */
    private List<Place> places(boolean everywhere, Instant now) {
        return places.compute(
                        everywhere,
                        (key, before) -> before != null && before.lastsAt(now)
                                ? before
                                : new Places(now, everywhere ? windows.all() : withAnywhere(windows.restricted())))
                .all();
    }

    private static List<Place> withAnywhere(List<Place> restricted) {
        var all = new ArrayList<>(restricted);
        all.add(ANYWHERE);
        return all;
    }

    /** {@code now} if they are open together; empty if they never are. What lies ahead is reckoned once. */
    private Optional<Instant> opens(List<MaintenanceWindow> together, Instant now) {
        if (together.stream().allMatch(window -> window.open(now))) {
            return Optional.of(now);
        }
        if (known.size() > MOST_KNOWN) {
            known.clear();
        }
        return known.compute(
                        together,
                        (key, before) -> before != null && before.until.isAfter(now)
                                ? before
                                : known(MaintenanceWindow.nextOpening(together, now), now))
                .opens();
    }

    private static Known known(Optional<Instant> opens, Instant now) {
        return new Known(opens.orElseGet(() -> now.plus(NEVER_LASTS)), opens);
    }

    /** Of the devices that are meant, how many could never be given the version. @param window of the rollout; null for none */
    long never(SqlCondition target, @Nullable Window window, Instant now) {
        if (!windows.any()) {
            return 0; // a rollout's own window always opens
        }
        return windows.count(target).entrySet().stream()
                .filter(one -> one.getKey().restricted())
                .filter(one -> opens(one.getKey().windows(window), now).isEmpty())
                .mapToLong(Map.Entry::getValue)
                .sum();
    }
}
