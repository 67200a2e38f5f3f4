package io.modelferry.optimizer.profile;

import io.modelferry.optimizer.profile.Profile.NodeCost;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** ONNX Runtime's profile: one JSON event for each time that a node ran, with the shapes and bytes that it saw. */
final class ProfileReader {

    private static final String SUFFIX = "_kernel_time";
    private static final JsonMapper JSON = JsonMapper.shared();

    private ProfileReader() {}

    /**
     * @param timed a profile for times, without its first {@code warmUp} runs
     * @param weighed one for shapes and bytes
     */
    static Profile read(Path timed, Path weighed, int warmUp, int runs) throws IOException {
        var bytes = nodes(weighed);
        var costs = new ArrayList<NodeCost>();
        nodes(timed).forEach((node, seen) -> {
            var counted = seen.subList(seen.size() * warmUp / (warmUp + runs), seen.size());
            costs.add(
                    cost(node, counted, bytes.getOrDefault(node, seen).getLast().path("args"), runs));
        });
        return new Profile(runs, costs);
    }

    /** Every time that a node ran, oldest first. */
    private static Map<String, List<JsonNode>> nodes(Path file) throws IOException {
        var events = new LinkedHashMap<String, List<JsonNode>>();
        for (var event : JSON.readTree(file)) {
            var name = event.path("name").asString("");
            if (event.path("cat").asString("").equals("Node") && name.endsWith(SUFFIX)) {
                var node = name.substring(0, name.length() - SUFFIX.length());
                events.computeIfAbsent(node, one -> new ArrayList<>()).add(event);
            }
        }
        return events;
    }

    /** A node in a loop runs more than once a run: its times add up. */
    private static NodeCost cost(String node, List<JsonNode> seen, JsonNode arguments, int runs) {
        var micros =
                seen.stream().mapToLong(event -> event.path("dur").asLong()).sum() / (double) runs;
        var parameters = arguments.path("parameter_size").asLong(0);
        var moved = parameters
                + arguments.path("activation_size").asLong(0)
                + arguments.path("output_size").asLong(0);
        return new NodeCost(
                node, arguments.path("op_name").asString("?"), micros, parameters, moved, operations(arguments));
    }

    private static long operations(JsonNode arguments) {
        var inputs = shapes(arguments.path("input_type_shape"));
        var outputs = shapes(arguments.path("output_type_shape"));
        var values = outputs.stream().mapToLong(ProfileReader::values).max().orElse(0);
        var operator = arguments.path("op_name").asString("");
        if (inputs.size() < 2) {
            return values;
        }
        if (operator.contains("Conv")) {
            var kernel = inputs.get(1);
            return kernel.isEmpty() || kernel.getFirst() == 0
                    ? values
                    : 2 * values * (values(kernel) / kernel.getFirst());
        }
        if (operator.contains("MatMul") || operator.contains("Gemm")) {
            var rows = inputs.getFirst();
            return rows.isEmpty() ? values : 2 * values * rows.getLast();
        }
        return values;
    }

    /** Each is an object of one field: the dtype's name and the shape. */
    private static List<List<Long>> shapes(JsonNode typed) {
        return StreamSupport.stream(typed.spliterator(), false)
                .map(one -> one.valueStream()
                        .flatMap(JsonNode::valueStream)
                        .map(JsonNode::asLong)
                        .toList())
                .toList();
    }

    private static long values(List<Long> shape) {
        return shape.stream().mapToLong(Long::longValue).reduce(1, (a, b) -> a * b);
    }
}
