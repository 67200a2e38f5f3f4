package io.modelferry.optimizer.graph;

import io.modelferry.optimizer.schema.GraphProto;
import io.modelferry.optimizer.schema.ModelProto;
import io.modelferry.optimizer.schema.TensorProto;
import io.modelferry.optimizer.schema.ValueInfoProto;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** A model's main graph as it is: what each value is, and who reads it. */
public final class GraphReading {

    private final ElementTypes types;
    private final Set<String> inputs;
    private final Set<String> outputs = new HashSet<>();
    private final Map<String, TensorProto> constants = new HashMap<>();
    private final Map<String, Integer> readers = new HashMap<>();
    private final Set<String> readInside = new HashSet<>();

    public GraphReading(ModelProto model) {
        var graph = model.getGraph();
        var overridable = GraphEdit.overridable(model);
        graph.getInitializerList().stream()
                .filter(tensor -> !overridable.contains(tensor.getName()))
                .forEach(tensor -> constants.put(tensor.getName(), tensor));
        types = new ElementTypes(graph, null);
        for (var node : graph.getNodeList()) {
            types.learn(node);
            Nodes.constant(node).ifPresent(tensor -> constants.put(node.getOutput(0), tensor));
        }
        inputs = graph.getInputList().stream().map(ValueInfoProto::getName).collect(Collectors.toSet());
        inputs.removeAll(constants.keySet());
        graph.getOutputList().forEach(output -> outputs.add(output.getName()));
        count(graph, false);
    }

    /** The tensor of a name that always has the same value, see {@link GraphEdit#constant}. */
    public Optional<TensorProto> constant(String value) {
        return Optional.ofNullable(constants.get(value));
    }

    public boolean isFloat(String value) {
        return types.isFloat(value);
    }

    public boolean isInput(String value) {
        return inputs.contains(value);
    }

    public boolean isOutput(String value) {
        return outputs.contains(value);
    }

    /** How often nodes read it, those of subgraphs too. */
    public int readers(String value) {
        return readers.getOrDefault(value, 0);
    }

    /** Whether a branch or a body reads it. */
    public boolean isReadInside(String value) {
        return readInside.contains(value);
    }

    private void count(GraphProto graph, boolean inside) {
        for (var node : graph.getNodeList()) {
            node.getInputList().forEach(input -> read(input, inside));
            Nodes.subgraphs(node).forEach(subgraph -> {
                count(subgraph, true);
                subgraph.getOutputList().forEach(output -> read(output.getName(), true));
            });
        }
    }

    private void read(String value, boolean inside) {
        readers.merge(value, 1, Integer::sum);
        if (inside) {
            readInside.add(value);
        }
    }
}
