package io.modelferry.control.fleet;

import io.modelferry.control.registry.tombstone.VersionHolder.Hold;
import io.modelferry.control.registry.tombstone.VersionHolder.Kind;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * How many devices need a version, and the first few of them.
 *
 * @param first at most three
 */
public record DeviceCount(long devices, List<String> first) {

    public DeviceCount {
        first = List.copyOf(first);
    }

    /** Of a row with a count and an array of at most three ids, null if there is none. */
    public static DeviceCount of(ResultSet row, int number) throws SQLException {
        var first = row.getArray(2);
        return new DeviceCount(row.getLong(1), first == null ? List.of() : List.of((String[]) first.getArray()));
    }

    /** @param why with {@code %s} for the devices; no hold if there are none */
    public Optional<Hold> hold(String why) {
        return hold(Kind.DEVICE, why);
    }

    public Optional<Hold> hold(Kind kind, String why) {
        return devices == 0 ? Optional.empty() : Optional.of(new Hold(kind, why.formatted(this)));
    }

    /** {@code 1 device}, {@code 2 devices}. */
    public static String words(long devices) {
        return devices + (devices == 1 ? " device" : " devices");
    }

    /** {@code 5 devices (cam-1, cam-2, cam-3, …)}. */
    @Override
    public String toString() {
        return words(devices) + " (" + String.join(", ", first) + (devices > first.size() ? ", …)" : ")");
    }
}
