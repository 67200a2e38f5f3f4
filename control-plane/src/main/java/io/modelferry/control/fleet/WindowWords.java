package io.modelferry.control.fleet;

import io.modelferry.control.platform.Refusal;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A window of a site or of a device as operators write it: {@code 22:00-04:00}, {@code MON-FRI 22:00-04:00},
 * {@code SAT,SUN 00:00-12:00}. It is always meant in the device's own time zone.
 */
public final class WindowWords {

    private static final Pattern FORM = Pattern.compile("(?:(\\S+) +)?(\\d\\d:\\d\\d) ?- ?(\\d\\d:\\d\\d)");
    private static final int SHORT = 3;
    private static final int SPAN = 3;
    private static final int LAST = DayOfWeek.SUNDAY.getValue();

    private WindowWords() {}

    /** @throws Refusal 422 naming {@code window} */
    public static Window read(String words) {
        var match = FORM.matcher(words.strip());
        if (!match.matches()) {
            throw refusal("'" + words + "' is no window, such as 22:00-04:00 or MON-FRI 22:00-04:00.");
        }
        var from = time(match.group(2));
        var until = time(match.group(3));
        if (from.equals(until)) {
            throw refusal("a window that ends when it begins never opens.");
        }
        var days = match.group(1) == null ? EnumSet.allOf(DayOfWeek.class) : days(match.group(1));
        return new Window(days, from, until, Window.DEVICE);
    }

    /** In one form, whatever was written: equal windows are equal texts. */
    public static String write(Window window) {
        var hours = window.from() + "-" + window.until();
        return window.days().size() == DayOfWeek.values().length ? hours : days(window.days()) + " " + hours;
    }

    private static LocalTime time(String written) {
        try {
            return LocalTime.parse(written);
        } catch (DateTimeException none) {
            throw refusal("'" + written + "' is no time of the day.");
        }
    }

    private static Set<DayOfWeek> days(String written) {
        var days = EnumSet.noneOf(DayOfWeek.class);
        for (var part : written.split(",", -1)) {
            var ends = part.split("-", 2);
            var last = day(ends[ends.length - 1]);
            for (var day = day(ends[0]); ; day = day.plus(1)) {
                days.add(day);
                if (day == last) {
                    break;
                }
            }
        }
        return days;
    }

    private static DayOfWeek day(String written) {
        for (var day : DayOfWeek.values()) {
            if (written.length() >= SHORT && day.name().startsWith(written.toUpperCase(Locale.ROOT))) {
                return day;
            }
        }
        throw refusal("'" + written + "' is no day of the week, MON to SUN.");
    }

    /** Three or more in a row as a span. */
    private static String days(Set<DayOfWeek> days) {
        var words = new ArrayList<String>();
        for (var first = DayOfWeek.MONDAY.getValue(); first <= LAST; ) {
            var run = run(days, first);
            var span = run >= SPAN;
            if (run > 0) {
                words.add(brief(first) + (span ? "-" + brief(first + run - 1) : ""));
            }
            first += span ? run : 1;
        }
        return String.join(",", words);
    }

    private static int run(Set<DayOfWeek> days, int first) {
        var next = first;
        while (next <= LAST && days.contains(DayOfWeek.of(next))) {
            next++;
        }
        return next - first;
    }

    private static String brief(int day) {
        return DayOfWeek.of(day).name().substring(0, SHORT);
    }

    private static Refusal refusal(String words) {
        return Refusal.invalid("bad-window", "window: " + words, Map.of("field", "window"));
    }
}
