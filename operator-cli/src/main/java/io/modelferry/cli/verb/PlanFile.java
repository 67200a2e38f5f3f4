package io.modelferry.cli.verb;

import io.modelferry.cli.server.ControlPlaneClient;
import io.modelferry.cli.server.ServerProblem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** A rollout's description in a file, the body of {@code POST /api/v1/rollouts}; what stands on the command line is laid over it. */
final class PlanFile {

    private PlanFile() {}

    /**
     * @return a copy that may be changed
     * @throws IllegalArgumentException if the file holds no JSON object
     */
    static Map<String, Object> read(Path file) throws IOException {
        try {
            var tree = ControlPlaneClient.parse(Files.readString(file));
            if (tree.isObject()) {
                return mapOf(ControlPlaneClient.as(tree, Map.class));
            }
        } catch (ServerProblem noJson) {
            throw new IllegalArgumentException(file + " holds no JSON", noJson);
        }
        throw new IllegalArgumentException(file + " holds no plan: the JSON object that POST /api/v1/rollouts takes");
    }

    /** Lays {@code over} on {@code plan}; objects are merged field by field, anything else is replaced. */
    static void lay(Map<String, ?> over, Map<String, Object> plan) {
        over.forEach((field, value) -> {
            if (value instanceof Map<?, ?> part && plan.get(field) instanceof Map<?, ?> there) {
                var merged = mapOf(there);
                lay(mapOf(part), merged);
                plan.put(field, merged);
            } else {
                plan.put(field, value);
            }
        });
    }

    static Map<String, Object> mapOf(Map<?, ?> json) {
        var map = new LinkedHashMap<String, Object>();
        json.forEach((name, value) -> map.put(String.valueOf(name), value));
        return map;
    }
}
