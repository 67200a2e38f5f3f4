package io.modelferry.optimizer.quantise;

import io.modelferry.optimizer.graph.FloatTensor;
import io.modelferry.optimizer.graph.GraphEdit;
import io.modelferry.optimizer.graph.Nodes;
import io.modelferry.optimizer.schema.NodeProto;
import io.modelferry.optimizer.schema.TensorProto;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A node that multiplies activations with constant weights: {@code output = activation · weights (+ bias)}.
 *
 * @param transposed whether the weights are stored as {@code [columns, rows]}
 */
record Layer(
        NodeProto node,
        String activation,
        String weights,
        boolean transposed,
        @Nullable String bias,
        String output) {

    /** The layer that {@code node} is; empty if it is of another kind. */
    static Optional<Layer> of(NodeProto node) {
        var fits = (Nodes.is(node, "MatMul") || Nodes.is(node, "Gemm"))
                && node.getInputCount() >= 2
                && node.getOutputCount() == 1;
        if (!fits) {
            return Optional.empty();
        }
        return Optional.of(new Layer(
                node,
                node.getInput(0),
                node.getInput(1),
                Nodes.integer(node, "transB", 0) != 0,
                Nodes.input(node, 2).orElse(null),
                node.getOutput(0)));
    }

    /** A convolution with weights {@code [output channels, input channels of a group, …]}; empty for another node. */
    static Optional<Layer> convolution(NodeProto node) {
        return Nodes.is(node, "Conv") && node.getInputCount() >= 2 && node.getOutputCount() == 1
                ? Optional.of(new Layer(
                        node,
                        node.getInput(0),
                        node.getInput(1),
                        false,
                        Nodes.input(node, 2).orElse(null),
                        node.getOutput(0)))
                : Optional.empty();
    }

    /** A table whose rows are looked up; the indices are its activation. Empty for another node. */
    static Optional<Layer> lookup(NodeProto node) {
        return Nodes.is(node, "Gather") && node.getInputCount() == 2 && node.getOutputCount() == 1
                ? Optional.of(new Layer(node, node.getInput(1), node.getInput(0), false, null, node.getOutput(0)))
                : Optional.empty();
    }

    String name() {
        return Nodes.name(node);
    }

    /** Why this layer stays in float; empty if it can be quantised. */
    Optional<String> obstacle(GraphEdit edit) {
        var tensor = edit.constant(weights);
        if (tensor.isEmpty()) {
            return Optional.of(
                    edit.isOverridable(weights)
                            ? "a caller may replace its weights"
                            : "its weights are computed, not stored");
        }
        return form().or(() -> stored(tensor.get()));
    }

    private Optional<String> form() {
        if (Nodes.integer(node, "transA", 0) != 0) {
            return Optional.of("its activation is transposed");
        }
        if (Nodes.real(node, "alpha", 1) != 1) {
            return Optional.of("alpha is not 1");
        }
        return bias != null && Nodes.real(node, "beta", 1) != 1 ? Optional.of("beta is not 1") : Optional.empty();
    }

    private static Optional<String> stored(TensorProto tensor) {
        if (!FloatTensor.isFloat(tensor)) {
            return Optional.of("its weights are not FLOAT");
        }
        if (tensor.getDimsCount() < 2) {
            return Optional.of("its weights are no matrix");
        }
        return tensor.getDimsList().contains(0L) ? Optional.of("its weights are empty") : Optional.empty();
    }
}
