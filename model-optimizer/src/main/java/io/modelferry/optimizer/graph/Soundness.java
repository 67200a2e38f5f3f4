package io.modelferry.optimizer.graph;

import io.modelferry.optimizer.schema.GraphProto;
import io.modelferry.optimizer.schema.ModelProto;
import io.modelferry.optimizer.schema.NodeProto;
import io.modelferry.optimizer.schema.TensorProto;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a model must have before anything is made of it: what nothing could run, nobody could prove. */
public final class Soundness {

    /** Operators to which an empty factor leaves nothing to compute; others, such as Resize, leave inputs out by it. */
    private static final Set<String> WEIGHTED = Set.of("MatMul", "Gemm", "Conv", "ConvTranspose");

    private Soundness() {}

    /** @throws CannotRewrite naming a node that waits for itself, weights without elements, or an opset that came later than this house */
    public static void require(ModelProto model) throws CannotRewrite {
        Opsets.requireKnown(model);
        var cycle = Cycle.in(model.getGraph());
        if (cycle.isPresent()) {
            throw new CannotRewrite(words(cycle.get()));
        }
        requireElements(model.getGraph());
    }

    /** @throws CannotRewrite naming what is not there: it would be left out silently */
    public static void requireNodes(ModelProto model, Set<String> names) throws CannotRewrite {
        if (names.isEmpty()) {
            return;
        }
        var unknown = new TreeSet<>(names);
        Nodes.all(model.getGraph()).forEach(node -> unknown.remove(Nodes.name(node)));
        if (!unknown.isEmpty()) {
            throw new CannotRewrite("the model has no node '%s'".formatted(unknown.getFirst()));
        }
    }

    /** @throws CannotRewrite naming an operator of which the model has no node, and those that it has */
    public static void requireOperators(ModelProto model, Set<String> operators) throws CannotRewrite {
        if (operators.isEmpty()) {
            return;
        }
        var present =
                Nodes.all(model.getGraph()).map(NodeProto::getOpType).collect(Collectors.toCollection(TreeSet::new));
        var absent = new TreeSet<>(operators);
        absent.removeAll(present);
        if (!absent.isEmpty()) {
            throw new CannotRewrite("the model has no operator '%s'; it has %s".formatted(absent.getFirst(), present));
        }
    }

    private static void requireElements(GraphProto graph) throws CannotRewrite {
        var empty = graph.getInitializerList().stream()
                .filter(tensor -> tensor.getDimsList().contains(0L))
                .map(TensorProto::getName)
                .collect(Collectors.toSet());
        for (var node : graph.getNodeList()) {
            var weights = WEIGHTED.contains(node.getOpType()) ? node.getInputList() : List.<String>of();
            for (var input : weights) {
                if (empty.contains(input)) {
                    throw new CannotRewrite(
                            "tensor '%s' of node '%s' has no elements".formatted(input, Nodes.name(node)));
                }
            }
        }
    }

    private static String words(String onCycle) {
        return "node '%s' waits for its own output".formatted(onCycle);
    }

    /**
     * Looks at every stored weight, which {@link #require} does not.
     *
     * @throws CannotRewrite naming the first tensor of floats that holds NaN, or holds fewer or more values than its shape says
     */
    public static void requireNumbers(ModelProto model) throws CannotRewrite {
        requireNumbers(model.getGraph());
    }

    private static void requireNumbers(GraphProto graph) throws CannotRewrite {
        var tensors = Stream.concat(
                graph.getInitializerList().stream(),
                graph.getNodeList().stream().flatMap(node -> Nodes.constant(node).stream()));
        for (var tensor : tensors.filter(FloatTensor::isFloat).toList()) {
            FloatTensor.of(tensor).requireNumbers();
        }
        for (var inner : graph.getNodeList().stream().flatMap(Nodes::subgraphs).toList()) {
            requireNumbers(inner);
        }
    }
}
