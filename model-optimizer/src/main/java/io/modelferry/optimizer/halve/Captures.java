package io.modelferry.optimizer.halve;

import io.modelferry.optimizer.graph.Nodes;
import io.modelferry.optimizer.schema.NodeProto;
import java.util.Set;
import java.util.TreeSet;

/** What the bodies of a node give back without making it themselves: names of the graph around. */
final class Captures {

    private Captures() {}

    static Set<String> of(NodeProto node) {
        var names = new TreeSet<String>();
        Nodes.subgraphs(node).forEach(graph -> {
            graph.getOutputList().forEach(output -> names.add(output.getName()));
            graph.getNodeList().forEach(inner -> names.addAll(of(inner)));
        });
        return names;
    }
}
