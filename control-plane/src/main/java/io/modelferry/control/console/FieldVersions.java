package io.modelferry.control.console;

import io.modelferry.control.fleet.Devices;
import io.modelferry.protocol.ModelName;
import java.util.ArrayList;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.stereotype.Component;

/** How many devices run which version of a model, by attested digest. */
@Component
class FieldVersions {

    private static final int COLOURS = 4;

    private final Devices devices;
    private final VersionLabels labels;

    FieldVersions(Devices devices, VersionLabels labels) {
        this.devices = devices;
        this.labels = labels;
    }

    long devicesOn(ModelName model, String version) {
        return counts(model).getOrDefault(version, 0L);
    }

    /** Whether any device runs the model at all. */
    boolean runs(ModelName model) {
        return !counts(model).isEmpty();
    }

    /** One part a version; devices that drifted or run nothing come last. */
    Bar bar(ModelName model) {
        var parts = new ArrayList<Bar.Part>();
        var counts = counts(model);
        counts.forEach((version, count) -> {
            if (!version.isEmpty()) {
                parts.add(new Bar.Part("on v" + version, String.valueOf(parts.size() % COLOURS + 1), count));
            }
        });
        parts.add(new Bar.Part("drifted", "failed", counts.getOrDefault("", 0L)));
        parts.add(new Bar.Part("without it", "waiting", devices.counts().enrolled() - sum(counts)));
        return Bar.of(parts);
    }

    private Map<String, Long> counts(ModelName model) {
        var counts = new TreeMap<String, Long>();
        for (var device : devices.all()) {
            var running = device.running().get(model);
            if (running != null) {
                counts.merge(labels.of(model, running).version(), 1L, Long::sum);
            }
        }
        return counts;
    }

    private static long sum(Map<String, Long> counts) {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }
}
