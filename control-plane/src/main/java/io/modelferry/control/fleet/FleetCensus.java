package io.modelferry.control.fleet;

import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.ModelName;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The fleet in groups: how many, never who. One query each, however many devices there are; of a large fleet what was counted in the last
 * seconds is answered again, so that it costs the database the same however many pages ask.
 */
public interface FleetCensus {

    /** Devices that are enrolled and not decommissioned, by where they stand. */
    List<Presence> presence();

    /** The same devices by the file that each attests. */
    List<Running> running();

    /** {@link #presence} in sums. */
    default FleetCounts counts() {
        var groups = presence();
        return new FleetCounts(
                groups.stream().mapToLong(Presence::devices).sum(),
                groups.stream()
                        .filter(Presence::online)
                        .mapToLong(Presence::devices)
                        .sum(),
                summed(groups, Presence::deviceClass),
                summed(groups, Presence::site));
    }

    private static Map<String, Long> summed(List<Presence> groups, Function<Presence, String> by) {
        return groups.stream()
                .collect(Collectors.groupingBy(by, TreeMap::new, Collectors.summingLong(Presence::devices)));
    }

    record Presence(String site, String deviceClass, boolean online, long devices) {}

    record Running(ModelName model, ArtifactDigest digest, long devices) {}

    record FleetCounts(long enrolled, long online, Map<String, Long> byClass, Map<String, Long> bySite) {}
}
