package io.modelferry.control.console;

import io.modelferry.control.fleet.FleetCensus;
import io.modelferry.protocol.ModelName;
import java.util.ArrayList;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.stereotype.Component;

/** How many devices run which version of a model, by attested digest. */
@Component
class FieldVersions {

    private static final int COLOURS = 4;

    private final FleetCensus fleet;
    private final VersionLabels labels;

    FieldVersions(FleetCensus fleet, VersionLabels labels) {
        this.fleet = fleet;
        this.labels = labels;
    }

    /** By version; those that drifted under the empty name. */
    Map<String, Long> devices(ModelName model) {
        var counts = new TreeMap<String, Long>();
        for (var group : fleet.running()) {
            if (group.model().equals(model)) {
                counts.merge(labels.of(model, group.digest()).version(), group.devices(), Long::sum);
            }
        }
        return counts;
    }

    /** Whether any device runs the model at all. */
    boolean runs(ModelName model) {
        return !devices(model).isEmpty();
    }

    /** One part a version; devices that drifted or run nothing come last. */
    Bar bar(ModelName model) {
        var parts = new ArrayList<Bar.Part>();
        var counts = devices(model);
        counts.forEach((version, count) -> {
            if (!version.isEmpty()) {
                parts.add(new Bar.Part("on v" + version, String.valueOf(parts.size() % COLOURS + 1), count));
            }
        });
        parts.add(new Bar.Part("drifted", "failed", counts.getOrDefault("", 0L)));
        parts.add(
                new Bar.Part("without it", "waiting", Math.max(0, fleet.counts().enrolled() - sum(counts))));
        return Bar.of(parts);
    }

    private static long sum(Map<String, Long> counts) {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }
}
