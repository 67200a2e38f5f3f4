package io.modelferry.optimizer.quantise;

import io.modelferry.optimizer.graph.FloatTensor;
import io.modelferry.optimizer.graph.GraphReading;
import io.modelferry.optimizer.graph.Nodes;
import io.modelferry.optimizer.quantise.QdqPlan.Bias;
import io.modelferry.optimizer.quantise.QdqPlan.Codes;
import io.modelferry.optimizer.schema.NodeProto;
import io.modelferry.optimizer.schema.TensorProto;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Which tensors have codes so far, and whose scale each has; what cannot have any is passed over. */
final class CodedTensors {

    private final GraphReading graph;
    private final boolean perChannel;
    private final Map<String, Codes> codes = new LinkedHashMap<>();
    private final Map<String, Bias> biases = new LinkedHashMap<>();

    CodedTensors(GraphReading graph, boolean perChannel) {
        this.graph = graph;
        this.perChannel = perChannel;
    }

    /** In the order in which they were found. */
    Map<String, Codes> byTensor() {
        return codes;
    }

    Collection<Bias> biases() {
        return biases.values();
    }

    Optional<Bias> bias(NodeProto node, int input) {
        return Optional.ofNullable(biases.get(key(node, input)));
    }

    int size() {
        return codes.size();
    }

    boolean has(String tensor) {
        return codes.containsKey(tensor);
    }

    void forget(String tensor) {
        codes.remove(tensor);
    }

    /** The tensor whose codes this one has. */
    String root(String tensor) {
        return codes.get(tensor) instanceof Codes.Like like ? root(like.tensor()) : tensor;
    }

    void own(String tensor) {
        if (!codes.containsKey(tensor)) {
            mark(tensor, new Codes.Own());
        }
    }

    /** A table that is looked up too keeps its one scale: what is read from it has that as well. */
    void weight(String tensor, int axis) {
        var lookedUp = codes.get(tensor) instanceof Codes.Own;
        if (perChannel && rank(tensor) > axis && !lookedUp) {
            mark(tensor, new Codes.Weight(axis));
        } else if (!codes.containsKey(tensor)) {
            mark(tensor, graph.constant(tensor).isPresent() ? new Codes.Weight(null) : new Codes.Own());
        }
    }

    /** One scale for all of its channels. */
    void wholeWeight(String tensor) {
        mark(tensor, new Codes.Weight(null));
    }

    void like(String tensor, String other) {
        mark(tensor, codes.containsKey(other) ? new Codes.Like(other) : new Codes.Own());
    }

    void addBias(NodeProto node, int activation, int weights, int bias) {
        var name = Nodes.input(node, bias);
        if (name.isPresent()
                && graph.constant(name.get()).filter(FloatTensor::isFloat).isPresent()
                && graph.constant(node.getInput(weights)).isPresent()
                && codes.containsKey(node.getInput(activation))
                && codes.containsKey(node.getInput(weights))) {
            biases.put(key(node, bias), new Bias(name.get(), node.getInput(activation), node.getInput(weights)));
        }
    }

    int rank(String constant) {
        return graph.constant(constant).map(TensorProto::getDimsCount).orElse(0);
    }

    private void mark(String tensor, Codes of) {
        var stored = graph.constant(tensor);
        var fits = graph.isFloat(tensor)
                && !(graph.isInput(tensor) && graph.isOutput(tensor))
                && (stored.isEmpty() || !stored.get().getDimsList().contains(0L));
        if (fits) {
            codes.put(tensor, of);
        }
    }

    private static String key(NodeProto node, int input) {
        return input + " " + node.getOutput(0);
    }
}
