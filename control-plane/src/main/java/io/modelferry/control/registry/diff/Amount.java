package io.modelferry.control.registry.diff;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A number in two versions.
 *
 * @param name of what is counted
 * @param before null if the old version has none
 * @param after null if the new version has none
 */
public record Amount(
        String name, @Nullable Long before, @Nullable Long after) {

    public boolean changed() {
        return before == null || !before.equals(after);
    }

    /** By name; every name that one of the two has. */
    static List<Amount> each(Map<String, ? extends Number> before, Map<String, ? extends Number> after) {
        var names = new TreeSet<String>(before.keySet());
        names.addAll(after.keySet());
        var amounts = new ArrayList<Amount>();
        names.forEach(name -> amounts.add(new Amount(name, number(before.get(name)), number(after.get(name)))));
        return List.copyOf(amounts);
    }

    private static @Nullable Long number(@Nullable Number number) {
        return number == null ? null : (Long) number.longValue();
    }
}
