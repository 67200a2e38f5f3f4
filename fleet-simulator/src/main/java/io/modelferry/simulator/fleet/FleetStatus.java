package io.modelferry.simulator.fleet;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What can be said of the fleet at one moment.
 *
 * @param joined devices that are enrolled and started
 * @param refused devices that the server does not let in
 * @param running devices by what answers on them: model, version, variant and the digest's first twelve digits
 * @param inferences since the start of the process, of all devices
 * @param labelled of those, how many had a true label; {@code correct} of those, how many were right
 * @param bytes of artifacts received
 */
public record FleetStatus(
        int devices,
        int joined,
        int refused,
        int online,
        Map<String, Integer> running,
        long inferences,
        long errors,
        long labelled,
        long correct,
        long bytes,
        long failedDownloads) {

    private static final double MIB = 1 << 20;

    public FleetStatus {
        running = Collections.unmodifiableMap(new TreeMap<>(running));
    }

    /** One line for a person. */
    public String line() {
        var models = running.isEmpty()
                ? "no model yet"
                : String.join(
                        ", ",
                        running.entrySet().stream()
                                .map(entry -> entry.getKey() + ": " + entry.getValue())
                                .toList());
        var shutOut = refused == 0 ? "" : ", %d refused".formatted(refused);
        return "%d/%d joined%s, %d online | %s | %d inferences, %d errors | %.1f MiB received"
                .formatted(joined, devices, shutOut, online, models, inferences, errors, bytes / MIB);
    }

    static Map<String, Integer> counted(List<String> answers) {
        var counts = new TreeMap<String, Integer>();
        answers.forEach(answer -> counts.merge(answer, 1, Integer::sum));
        return counts;
    }
}
