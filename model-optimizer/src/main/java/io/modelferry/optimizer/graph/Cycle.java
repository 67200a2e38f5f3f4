package io.modelferry.optimizer.graph;

import io.modelferry.optimizer.schema.GraphProto;
import io.modelferry.optimizer.schema.NodeProto;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A node that needs, over others, what it makes itself. Such a graph has no order in which it could run. */
public final class Cycle {

    private Cycle() {}

    /** @return the name of a node on a cycle, or its operator if it has none; branches and bodies are looked into */
    public static Optional<String> in(GraphProto graph) {
        var here = among(graph);
        return here.isPresent()
                ? here
                : graph.getNodeList().stream()
                        .flatMap(Nodes::subgraphs)
                        .flatMap(subgraph -> in(subgraph).stream())
                        .findFirst();
    }

    private static Optional<String> among(GraphProto graph) {
        var makers = new HashMap<String, NodeProto>();
        graph.getNodeList()
                .forEach(node -> node.getOutputList().stream()
                        .filter(output -> !output.isEmpty()) // left out, as inputs can be
                        .forEach(output -> makers.put(output, node)));
        var waiting = new IdentityHashMap<NodeProto, Integer>();
        var users = new IdentityHashMap<NodeProto, ArrayDeque<NodeProto>>();
        for (var node : graph.getNodeList()) {
            var needed = 0;
            for (var input : reads(node)) {
                var maker = makers.get(input);
                if (maker != null) {
                    needed++;
                    users.computeIfAbsent(maker, one -> new ArrayDeque<>()).add(node);
                }
            }
            waiting.put(node, needed);
        }
        runWhatCan(waiting, users);
        return waiting.keySet().stream().map(Cycle::name).sorted().findFirst();
    }

    /** What its branches and bodies read of the graph around them counts too; what they make themselves has other names. */
    private static Set<String> reads(NodeProto node) {
        var names = new HashSet<>(node.getInputList());
        Nodes.subgraphs(node).forEach(subgraph -> {
            subgraph.getNodeList().forEach(inner -> names.addAll(reads(inner)));
            subgraph.getOutputList().forEach(output -> names.add(output.getName()));
        });
        return names;
    }

    /** Takes out every node whose inputs can be made; what is left hangs on a cycle. */
    private static void runWhatCan(Map<NodeProto, Integer> waiting, Map<NodeProto, ArrayDeque<NodeProto>> users) {
        var ready = new ArrayDeque<NodeProto>();
        waiting.forEach((node, needed) -> {
            if (needed == 0) {
                ready.add(node);
            }
        });
        while (!ready.isEmpty()) {
            var done = ready.remove();
            waiting.remove(done);
            for (var user : users.getOrDefault(done, new ArrayDeque<>())) {
                if (waiting.merge(user, -1, Integer::sum) == 0) {
                    ready.add(user);
                }
            }
        }
    }

    private static String name(NodeProto node) {
        return node.getName().isEmpty() ? node.getOpType() : node.getName();
    }
}
