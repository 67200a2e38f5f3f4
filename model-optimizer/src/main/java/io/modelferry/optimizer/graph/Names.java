package io.modelferry.optimizer.graph;

import io.modelferry.optimizer.schema.GraphProto;
import io.modelferry.optimizer.schema.ModelProto;
import java.util.HashSet;
import java.util.Set;

/** Every name that a model uses for values and nodes, in all its graphs: for finding free ones. */
final class Names {

    private final Set<String> taken = new HashSet<>();

    Names(ModelProto model) {
        collect(model.getGraph());
    }

    /** {@code wanted}, or the first {@code wanted_2}, {@code wanted_3}, … that is free; taken from now on. */
    String fresh(String wanted) {
        var name = wanted;
        for (int i = 2; !taken.add(name); i++) {
            name = wanted + "_" + i;
        }
        return name;
    }

    private void collect(GraphProto graph) {
        graph.getInputList().forEach(input -> taken.add(input.getName()));
        graph.getInitializerList().forEach(initializer -> taken.add(initializer.getName()));
        graph.getSparseInitializerList()
                .forEach(sparse -> taken.add(sparse.getValues().getName()));
        graph.getValueInfoList().forEach(value -> taken.add(value.getName()));
        for (var node : graph.getNodeList()) {
            taken.add(node.getName());
            taken.addAll(node.getInputList());
            taken.addAll(node.getOutputList());
            Nodes.subgraphs(node).forEach(this::collect);
        }
    }
}
