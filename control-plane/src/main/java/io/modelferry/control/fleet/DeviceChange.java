package io.modelferry.control.fleet;

import com.fasterxml.jackson.annotation.JsonCreator;
import io.modelferry.control.platform.Refusal;
import java.time.ZoneId;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What an operator sets on one device or on many; what is null stays as it is.
 *
 * @param timeZone IANA name; empty takes it away
 * @param window maintenance window, see {@link WindowWords}; empty takes it away
 * @param attributes name → value; a null value takes the attribute away
 * @param tag tags to add
 * @param untag tags to take away
 */
public record DeviceChange(
        @Nullable String site,
        @Nullable String deviceClass,
        @Nullable Boolean lab,
        @Nullable String timeZone,
        @Nullable String window,
        Map<String, @Nullable String> attributes,
        List<String> tag,
        List<String> untag) {

    /** Most tags of one device, and most attributes. */
    public static final int MOST = 64;

    private static final Pattern SLUG = Pattern.compile("[a-z0-9][a-z0-9_-]{0,62}");
    private static final Pattern TAG = Pattern.compile("[a-z0-9][a-z0-9._-]{0,62}");
    private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9._-]{0,62}");
    private static final Pattern VALUE = Pattern.compile("[^\\p{Cntrl}]{1,200}");

    /** As JSON has it: lists and attributes may be left out. */
    @JsonCreator
    static DeviceChange asked(
            @Nullable String site,
            @Nullable String deviceClass,
            @Nullable Boolean lab,
            @Nullable String timeZone,
            @Nullable String window,
            @Nullable Map<String, @Nullable String> attributes,
            @Nullable List<String> tag,
            @Nullable List<String> untag) {
        return new DeviceChange(
                site,
                deviceClass,
                lab,
                timeZone,
                window,
                attributes == null ? Map.of() : attributes,
                tag == null ? List.of() : tag,
                untag == null ? List.of() : untag);
    }

    /** @throws Refusal 422 naming the first field that cannot stand, or if nothing is asked for */
    public DeviceChange {
        requireForm("site", site, SLUG);
        requireForm("deviceClass", deviceClass, SLUG);
        requireZone(timeZone);
        window = window == null || window.isBlank() ? window : WindowWords.write(WindowWords.read(window));
        attributes = Collections.unmodifiableMap(new TreeMap<>(attributes));
        attributes.forEach(DeviceChange::requireAttribute);
        tag = tags("tag", tag);
        untag = tags("untag", untag);
        if (site == null
                && deviceClass == null
                && lab == null
                && timeZone == null
                && window == null
                && attributes.isEmpty()
                && tag.isEmpty()
                && untag.isEmpty()) {
            throw Refusal.invalid(
                    "nothing-to-change",
                    "Name what to change: site, deviceClass, lab, timeZone, window, attributes, tag, untag.");
        }
    }

    /** Attributes that get a value. */
    Map<String, String> set() {
        var set = new TreeMap<String, String>();
        attributes.forEach((name, value) -> {
            if (value != null) {
                set.put(name, value);
            }
        });
        return set;
    }

    /** Attributes that go. */
    List<String> unset() {
        return attributes.keySet().stream()
                .filter(name -> attributes.get(name) == null)
                .toList();
    }

    /** For the audit trail. */
    Map<String, Object> inWords() {
        var words = new HashMap<String, Object>();
        put(words, "site", site);
        put(words, "deviceClass", deviceClass);
        put(words, "lab", lab);
        put(words, "timeZone", timeZone);
        put(words, "window", window);
        put(words, "set", set());
        put(words, "unset", unset());
        put(words, "tag", tag);
        put(words, "untag", untag);
        return words;
    }

    private static void put(Map<String, Object> words, String name, @Nullable Object value) {
        var empty = value == null
                || value instanceof Map<?, ?> map && map.isEmpty()
                || value instanceof List<?> list && list.isEmpty();
        if (!empty) {
            words.put(name, value);
        }
    }

    private static List<String> tags(String field, List<String> tags) {
        var given = List.copyOf(tags);
        if (given.size() > MOST) {
            throw refusal(field, "takes at most " + MOST + " tags.");
        }
        given.forEach(tag -> requireForm(field, tag, TAG));
        return given;
    }

    private static void requireAttribute(String name, @Nullable String value) {
        requireForm("attributes", name, NAME);
        requireForm("attributes." + name, value, VALUE);
    }

    private static void requireForm(String field, @Nullable String value, Pattern form) {
        if (value != null && !form.matcher(value).matches()) {
            throw refusal(field, "'" + value + "' does not match " + form.pattern() + ".");
        }
    }

    private static void requireZone(@Nullable String zone) {
        if (zone == null || zone.isEmpty()) {
            return;
        }
        var known = ZoneId.getAvailableZoneIds().contains(zone) && !zone.startsWith("SystemV/");
        if (!known) {
            throw refusal("timeZone", "'" + zone + "' is no IANA time zone, such as Europe/Berlin.");
        }
    }

    private static Refusal refusal(String field, String words) {
        return Refusal.invalid("invalid", field + ": " + words, Map.of("field", field));
    }
}
