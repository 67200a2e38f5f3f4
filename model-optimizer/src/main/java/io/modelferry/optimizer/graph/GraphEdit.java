package io.modelferry.optimizer.graph;

import io.modelferry.optimizer.schema.AttributeProto;
import io.modelferry.optimizer.schema.GraphProto;
import io.modelferry.optimizer.schema.ModelProto;
import io.modelferry.optimizer.schema.NodeProto;
import io.modelferry.optimizer.schema.TensorProto;
import io.modelferry.optimizer.schema.ValueInfoProto;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A graph on its way from one form to another. A pass is shown every node in order, subgraphs included, and says what stands in
 * its place; everything that it does not touch stays as it was, fields that nobody understood too. Constants that nobody reads
 * any more are dropped at the end. Functions are left alone: their bodies own no weights.
 */
public final class GraphEdit {

    /** What happens to a model's nodes. */
    @FunctionalInterface
    public interface Pass<X extends Exception> {

        /** Puts {@code node}, or what takes its place, into {@code edit} by {@link GraphEdit#emit}; nothing drops it. */
        void rewrite(NodeProto node, GraphEdit edit) throws X;
    }

    /** Before this IR version every initializer had to be listed as an input and was constant all the same. */
    private static final long FIRST_IR_WITH_OVERRIDES = 4;

    private final GraphProto graph;
    private final Names names;
    private final @Nullable GraphEdit outer;
    private final Map<String, TensorProto> constants = new HashMap<>();
    private final Set<String> overridable;
    private final List<NodeProto> nodes = new ArrayList<>();
    private final List<TensorProto> added = new ArrayList<>();

    private GraphEdit(GraphProto graph, Names names, @Nullable GraphEdit outer, Set<String> overridable) {
        this.graph = graph;
        this.names = names;
        this.outer = outer;
        this.overridable = overridable;
        graph.getInitializerList().forEach(tensor -> constants.put(tensor.getName(), tensor));
        graph.getNodeList()
                .forEach(node -> Nodes.constant(node).ifPresent(tensor -> constants.put(node.getOutput(0), tensor)));
    }

    /** The model after {@code pass}. */
    public static <X extends Exception> ModelProto rewrite(ModelProto model, Pass<X> pass) throws X {
        var edit = new GraphEdit(model.getGraph(), new Names(model), null, overridable(model));
        return model.toBuilder().setGraph(edit.after(pass)).build();
    }

    /** Names of values that a caller may give, initializers among them. */
    static Set<String> overridable(ModelProto model) {
        return model.getIrVersion() < FIRST_IR_WITH_OVERRIDES
                ? Set.of()
                : model.getGraph().getInputList().stream()
                        .map(ValueInfoProto::getName)
                        .collect(Collectors.toSet());
    }

    public void emit(NodeProto node) {
        nodes.add(node);
    }

    /** {@code wanted}, or the first {@code wanted_2}, … that no value and no node of the model has; taken from now on. */
    public String fresh(String wanted) {
        return names.fresh(wanted);
    }

    /** The tensor of a name that always has the same value here: an initializer that no caller can replace, or a {@code Constant}. */
    public Optional<TensorProto> constant(String name) {
        var owner = owner(name);
        return owner == null || owner.overridable.contains(name)
                ? Optional.empty()
                : Optional.ofNullable(owner.constants.get(name));
    }

    /** Whether a caller may replace the initializer of this name. */
    public boolean isOverridable(String name) {
        var owner = owner(name);
        return owner != null && owner.overridable.contains(name);
    }

    /** The graph that holds the constant: what is made of it belongs beside it. This one, if nobody holds it. */
    public GraphEdit home(String constant) {
        var owner = owner(constant);
        return owner == null ? this : owner;
    }

    /** The graph as it was before the pass. */
    public GraphProto graph() {
        return graph;
    }

    /** The graph around this one; null for the model's main graph. */
    public @Nullable GraphEdit outer() {
        return outer;
    }

    /** Adds an initializer, under the name that it has. */
    public void add(TensorProto constant) {
        added.add(constant);
        constants.put(constant.getName(), constant);
    }

    private @Nullable GraphEdit owner(String constant) {
        for (var edit = this; edit != null; edit = edit.outer) {
            if (edit.constants.containsKey(constant)) {
                return edit;
            }
        }
        return null;
    }

    private <X extends Exception> GraphProto after(Pass<X> pass) throws X {
        for (var node : graph.getNodeList()) {
            pass.rewrite(withSubgraphs(node, pass), this);
        }
        return assembled();
    }

    private <X extends Exception> NodeProto withSubgraphs(NodeProto node, Pass<X> pass) throws X {
        if (Nodes.subgraphs(node).findAny().isEmpty()) {
            return node;
        }
        var rewritten = node.toBuilder();
        for (int i = 0; i < node.getAttributeCount(); i++) {
            rewritten.setAttribute(i, withSubgraphs(node.getAttribute(i), pass));
        }
        return rewritten.build();
    }

    private <X extends Exception> AttributeProto withSubgraphs(AttributeProto attribute, Pass<X> pass) throws X {
        var rewritten = attribute.toBuilder();
        if (attribute.hasG()) {
            rewritten.setG(inner(attribute.getG()).after(pass));
        }
        for (int i = 0; i < attribute.getGraphsCount(); i++) {
            rewritten.setGraphs(i, inner(attribute.getGraphs(i)).after(pass));
        }
        return rewritten.build();
    }

    private GraphEdit inner(GraphProto subgraph) {
        return new GraphEdit(subgraph, names, this, Set.of());
    }

    private GraphProto assembled() {
        var gone = unread();
        var lost = outputs(graph.getNodeList());
        lost.removeAll(outputs(nodes));
        return graph.toBuilder()
                .clearNode()
                .addAllNode(nodes.stream()
                        .filter(node -> Nodes.constant(node).isEmpty() || !gone.contains(node.getOutput(0)))
                        .toList())
                .clearInitializer()
                .addAllInitializer(without(gone, graph.getInitializerList()))
                .addAllInitializer(without(gone, added))
                .clearInput()
                .addAllInput(graph.getInputList().stream()
                        .filter(input -> !gone.contains(input.getName()))
                        .toList())
                .clearValueInfo()
                .addAllValueInfo(graph.getValueInfoList().stream()
                        .filter(value -> !gone.contains(value.getName()) && !lost.contains(value.getName()))
                        .toList())
                .build();
    }

    private static List<TensorProto> without(Set<String> gone, List<TensorProto> tensors) {
        return tensors.stream()
                .filter(tensor -> !gone.contains(tensor.getName()))
                .toList();
    }

    /** The constants that were read before and are not any more. */
    private Set<String> unread() {
        var gone = new HashSet<>(constants.keySet());
        gone.retainAll(reads(graph.getNodeList()));
        added.forEach(tensor -> gone.add(tensor.getName()));
        gone.removeAll(reads(nodes));
        graph.getOutputList().forEach(output -> gone.remove(output.getName()));
        gone.removeAll(overridable);
        return gone;
    }

    private static Set<String> outputs(List<NodeProto> nodes) {
        var outputs = new HashSet<String>();
        nodes.forEach(node -> outputs.addAll(node.getOutputList()));
        return outputs;
    }

    private static Set<String> reads(List<NodeProto> nodes) {
        var reads = new HashSet<String>();
        collect(nodes, reads);
        return reads;
    }

    private static void collect(List<NodeProto> nodes, Set<String> reads) {
        for (var node : nodes) {
            reads.addAll(node.getInputList());
            Nodes.subgraphs(node).forEach(subgraph -> {
                collect(subgraph.getNodeList(), reads);
                subgraph.getOutputList().forEach(output -> reads.add(output.getName()));
            });
        }
    }
}
