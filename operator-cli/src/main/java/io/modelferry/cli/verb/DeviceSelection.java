package io.modelferry.cli.verb;

import io.modelferry.cli.server.ControlPlaneClient;
import io.modelferry.cli.text.Shell;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which devices a change is for: one by its id, or all that a filter selects, once their number was seen. */
final class DeviceSelection {

    @Option(
            names = "--filter",
            paramLabel = "FILTER",
            description = "all devices that it selects, instead of one; only counted without --expect")
    @Nullable
    String filter;

    @Option(
            names = "--expect",
            paramLabel = "N",
            description = "with --filter: change them if they are exactly so many")
    @Nullable
    Long expect;

    /**
     * The id among the words of a command line.
     *
     * @throws IllegalArgumentException if there is none, and no filter
     */
    @Nullable
    String idIn(List<String> words) {
        if (filter != null) {
            return null;
        }
        if (expect != null || words.isEmpty()) {
            throw new IllegalArgumentException(
                    expect != null ? "--expect goes with --filter" : "name a device, or devices with --filter");
        }
        return words.getFirst();
    }

    void change(Connection connection, Shell shell, @Nullable String id, Map<String, ?> change) {
        try (var server = connection.open(shell)) {
            if (id != null) {
                var device = server.patch("/devices/" + ControlPlaneClient.encode(id), change);
                connection.show(shell, device, "changed " + id);
                return;
            }
            var result = server.post("/devices/bulk", bulk(change));
            var devices = result.path("devices").asLong();
            connection.show(
                    shell,
                    result,
                    result.path("changed").asBoolean(false)
                            ? "changed " + counted(devices)
                            : "would change " + counted(devices) + "; to do it, add --expect " + devices);
        }
    }

    private Map<String, ?> bulk(Map<String, ?> change) {
        var words = String.valueOf(filter);
        return expect == null
                ? Map.of("filter", words, "dryRun", true, "change", change)
                : Map.of("filter", words, "dryRun", false, "expect", expect, "change", change);
    }

    private static String counted(long devices) {
        return devices + (devices == 1 ? " device" : " devices");
    }
}
