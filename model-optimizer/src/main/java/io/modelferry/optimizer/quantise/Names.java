package io.modelferry.optimizer.quantise;

import io.modelferry.optimizer.schema.GraphProto;
import io.modelferry.optimizer.schema.NodeProto;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Which names a graph uses, itself and in its subgraphs: for finding free ones, and for knowing what may go. */
final class Names {

    private final Map<String, Integer> reads = new HashMap<>();
    private final Set<String> taken = new HashSet<>();

    Names(GraphProto graph) {
        collect(graph);
        graph.getOutputList().forEach(output -> read(output.getName()));
    }

    /** {@code wanted}, or the first {@code wanted_2}, {@code wanted_3}, … that is free; taken from now on. */
    String fresh(String wanted) {
        var name = wanted;
        for (int i = 2; !taken.add(name); i++) {
            name = wanted + "_" + i;
        }
        return name;
    }

    /** One reader less. */
    void release(String name) {
        reads.merge(name, -1, Integer::sum);
    }

    boolean isRead(String name) {
        return reads.getOrDefault(name, 0) > 0;
    }

    private void collect(GraphProto graph) {
        graph.getInputList().forEach(input -> taken.add(input.getName()));
        graph.getInitializerList().forEach(initializer -> taken.add(initializer.getName()));
        graph.getSparseInitializerList()
                .forEach(sparse -> taken.add(sparse.getValues().getName()));
        graph.getValueInfoList().forEach(value -> taken.add(value.getName()));
        graph.getNodeList().forEach(this::collect);
    }

    private void collect(NodeProto node) {
        taken.add(node.getName());
        taken.addAll(node.getOutputList());
        node.getInputList().forEach(this::read);
        for (var attribute : node.getAttributeList()) {
            if (attribute.hasG()) {
                subgraph(attribute.getG());
            }
            attribute.getGraphsList().forEach(this::subgraph);
        }
    }

    private void subgraph(GraphProto graph) {
        collect(graph);
        graph.getOutputList().forEach(output -> read(output.getName()));
    }

    private void read(String name) {
        taken.add(name);
        reads.merge(name, 1, Integer::sum);
    }
}
