package io.modelferry.control.fleet;

import java.time.DayOfWeek;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.EnumSet;
import java.util.Set;

/**
 * When devices may be given the version, by the clock on the wall.
 *
 * @param days on which a window begins, never empty
 * @param from inclusive
 * @param until exclusive; on the next day if it is not after {@code from}
 * @param zone an IANA zone, or {@link #DEVICE}
 */
public record Window(Set<DayOfWeek> days, LocalTime from, LocalTime until, String zone) {

    /** Each device's own zone. */
    public static final String DEVICE = "device";

    public Window {
        days = days.isEmpty() ? Set.of() : Set.copyOf(EnumSet.copyOf(days));
    }

    /** @param device the zone where the device stands */
    public ZoneId zoneFor(ZoneId device) {
        return zone.equals(DEVICE) ? device : ZoneId.of(zone);
    }

    public boolean overMidnight() {
        return !until.isAfter(from);
    }
}
