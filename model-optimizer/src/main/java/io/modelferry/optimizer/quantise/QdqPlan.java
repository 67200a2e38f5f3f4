package io.modelferry.optimizer.quantise;

import io.modelferry.optimizer.graph.CannotRewrite;
import io.modelferry.optimizer.graph.FloatTensor;
import io.modelferry.optimizer.graph.GraphReading;
import io.modelferry.optimizer.graph.NamedLayer;
import io.modelferry.optimizer.graph.Nodes;
import io.modelferry.optimizer.graph.Opsets;
import io.modelferry.optimizer.recipe.StaticQuantisation;
import io.modelferry.optimizer.schema.ModelProto;
import io.modelferry.optimizer.schema.NodeProto;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which tensors of a model get codes, and whose scale each has: what can be told before anything is measured. Nodes are visited
 * in order, as the reference tool visits them, because what a node gets depends on what came before.
 *
 * @see <a href="https://github.com/microsoft/onnxruntime/blob/v1.30.0/onnxruntime/python/tools/quantization/qdq_quantizer.py">
 *     qdq_quantizer.py</a>
 */
public final class QdqPlan {

    /** Where a tensor's scale comes from. */
    sealed interface Codes {

        /** Of its own: measured, or for a constant its values. */
        record Own() implements Codes {}

        /** Those of a weight; {@code axis} of its channels, null for one scale for all. */
        record Weight(@Nullable Integer axis) implements Codes {}

        /** Those of another tensor. */
        record Like(String tensor) implements Codes {}
    }

    /** A bias in 32 bits: input {@code index} of a node. */
    record Bias(String tensor, String activation, String weights) {}

    private static final int NO_AXIS = Integer.MAX_VALUE;

    private final GraphReading graph;
    private final long opset;
    private final CodedTensors codes;
    private final Map<String, String> cutInto = new HashMap<>();
    private final Set<String> dropped = new HashSet<>();
    private final Set<String> quantised = new HashSet<>();
    private final List<NamedLayer> computing = new ArrayList<>();
    private final Set<String> measurable = new LinkedHashSet<>();
    private final Map<String, String> cutRanges = new HashMap<>();
    private final Set<String> softmaxes = new HashSet<>();

    private QdqPlan(ModelProto model, StaticQuantisation technique) {
        this.graph = new GraphReading(model);
        this.codes = new CodedTensors(graph, technique.perChannel());
        this.opset = Opsets.of(model);
    }

    /** @throws CannotRewrite naming the tensor, if a constant is not what it says */
    public static QdqPlan of(ModelProto model, StaticQuantisation technique) throws CannotRewrite {
        var plan = new QdqPlan(model, technique);
        for (var node : model.getGraph().getNodeList()) {
            var rule = plan.rule(node);
            if (rule.isPresent() && !technique.excluded().contains(Nodes.name(node))) {
                plan.visit(node, rule.get());
            }
        }
        return plan;
    }

    /** The tensors whose ranges have to be measured. */
    public Set<String> measured() {
        var names = new LinkedHashSet<String>();
        codes.byTensor().forEach((tensor, of) -> {
            if (of instanceof Codes.Own && graph.constant(tensor).isEmpty() && !softmaxes.contains(rangeOf(tensor))) {
                names.add(rangeOf(tensor));
            }
        });
        return names;
    }

    /** The tensors whose ranges some recipe for this model needs: this one, or one that excludes more nodes. */
    public Set<String> measurable() {
        return measurable;
    }

    /** The nodes that give codes to what has none; not those that only pass codes on. */
    public List<NamedLayer> computing() {
        return computing;
    }

    boolean isQuantised(NodeProto node) {
        return quantised.contains(Nodes.name(node));
    }

    Optional<QdqRule> rule(NodeProto node) {
        return QdqRule.of(node, opset);
    }

    GraphReading graph() {
        return graph;
    }

    /** By tensor, in the order in which they were found. */
    Map<String, Codes> codes() {
        return codes.byTensor();
    }

    Optional<Bias> bias(NodeProto node, int input) {
        return codes.bias(node, input);
    }

    Iterable<Bias> biases() {
        return codes.biases();
    }

    boolean isDropped(NodeProto node) {
        return node.getOutputCount() > 0 && dropped.contains(node.getOutput(0));
    }

    /** The name that a node's output has in the new graph: that of the cut behind it, if the cut goes. */
    String output(String name) {
        var next = cutInto.get(name);
        return next == null ? name : output(next);
    }

    /** The tensor whose measured range is this one's: what comes after a cut is all that matters before it. */
    String rangeOf(String tensor) {
        return cutRanges.getOrDefault(tensor, tensor);
    }

    /** Softmax makes shares, whatever was measured. */
    boolean isShare(String tensor) {
        return softmaxes.contains(rangeOf(tensor));
    }

    /** The tensor whose codes this one has. */
    String root(String tensor) {
        return codes.root(tensor);
    }

    private void visit(NodeProto node, QdqRule rule) throws CannotRewrite {
        Stream.concat(node.getInputList().stream(), node.getOutputList().stream())
                .filter(tensor ->
                        graph.isFloat(tensor) && graph.constant(tensor).isEmpty())
                .forEach(measurable::add);
        var before = codes.size();
        switch (rule) {
            case WEIGHTED -> weighted(node);
            case PRODUCT -> product(node);
            case NORMALISED -> normalised(node);
            case CUT -> cut(node);
            case MOVED -> moved(node);
            case SPLIT -> split(node);
            case LOOKED_UP -> lookedUp(node);
            case PADDED -> padded(node);
            case CHOSEN -> chosen(node);
            case ALL -> all(node);
        }
        if (codes.size() > before || node.getOutputList().stream().anyMatch(codes::has)) {
            quantised.add(Nodes.name(node));
            if (rule.computes()) {
                computing.add(new NamedLayer(Nodes.name(node), node.getOpType()));
            }
        }
    }

    private void weighted(NodeProto node) {
        codes.own(node.getInput(0));
        codes.own(node.getOutput(0));
        var axis = switch (node.getOpType()) {
            case "ConvTranspose" -> 1;
            case "Gemm" -> Nodes.integer(node, "transB", 0) != 0 ? 0 : 1;
            default -> 0;
        };
        codes.weight(node.getInput(1), axis);
        var scaled = Nodes.real(node, "alpha", 1) != 1 || Nodes.real(node, "beta", 1) != 1;
        if (!scaled) {
            codes.addBias(node, 0, 1, 2);
        }
    }

    private void product(NodeProto node) {
        for (var input : node.getInputList()) {
            // the matrices of a stack share one scale: its axis 1 counts rows
            codes.weight(input, codes.rank(input) == 2 ? 1 : NO_AXIS);
        }
        codes.own(node.getOutput(0));
    }

    private void normalised(NodeProto node) {
        codes.own(node.getInput(0));
        if (graph.constant(node.getInput(1)).isPresent()) {
            codes.wholeWeight(node.getInput(1));
        } else {
            codes.own(node.getInput(1));
        }
        codes.addBias(node, 0, 1, 2);
        node.getOutputList().forEach(codes::own);
    }

    private void cut(NodeProto node) {
        var before = node.getInput(0);
        var after = node.getOutput(0);
        if (graph.readers(before) == 1 && graph.isFloat(before) && graph.isFloat(after)) {
            cutRanges.put(before, after);
        }
        if (!codes.has(before)) {
            return;
        }
        if (isMadeForOne(before)
                && !graph.isReadInside(after)) { // what is inside reads no codes, so it would see no cut
            codes.forget(before);
            cutInto.put(before, after);
            dropped.add(after);
        } else {
            codes.own(before);
        }
        codes.own(after);
    }

    private boolean isMadeForOne(String tensor) {
        return graph.readers(tensor) == 1 && !graph.isOutput(tensor) && !graph.isInput(tensor);
    }

    private void moved(NodeProto node) {
        if (codes.has(node.getInput(0))) {
            codes.like(node.getOutput(0), node.getInput(0));
        }
    }

    private void split(NodeProto node) {
        codes.own(node.getInput(0));
        node.getOutputList().forEach(output -> codes.like(output, node.getInput(0)));
    }

    private void lookedUp(NodeProto node) {
        if (graph.constant(node.getInput(0)).isPresent()) {
            codes.own(node.getInput(0));
        }
        moved(node);
    }

    private void padded(NodeProto node) throws CannotRewrite {
        node.getInputList().forEach(codes::own);
        if (padsWithItsOwn(node)) {
            codes.like(node.getOutput(0), node.getInput(0));
        } else {
            codes.own(node.getOutput(0));
        }
    }

    private boolean padsWithItsOwn(NodeProto node) throws CannotRewrite {
        if (!Nodes.text(node, "mode", "constant").equals("constant")) {
            return true;
        }
        var filling = Nodes.input(node, 2);
        if (filling.isEmpty()) {
            return Nodes.real(node, "value", 0) == 0;
        }
        var stored = graph.constant(filling.get()).filter(FloatTensor::isFloat);
        var value = new float[1];
        if (stored.isPresent()) {
            FloatTensor.of(stored.get()).get(0, value, 1);
        }
        return stored.isPresent() && value[0] == 0;
    }

    private void chosen(NodeProto node) {
        if (codes.has(node.getInput(1)) && codes.has(node.getInput(2))) {
            codes.own(node.getOutput(0));
        }
    }

    private void all(NodeProto node) {
        node.getInputList().forEach(codes::own);
        node.getOutputList().forEach(codes::own);
        if (Nodes.is(node, "Softmax")) {
            softmaxes.add(node.getOutput(0));
        }
    }
}
