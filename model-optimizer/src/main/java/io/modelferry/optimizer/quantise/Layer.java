package io.modelferry.optimizer.quantise;

import io.modelferry.optimizer.schema.NodeProto;
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
        var fits = (Operators.is(node, "MatMul") || Operators.is(node, "Gemm"))
                && node.getInputCount() >= 2
                && node.getOutputCount() == 1;
        if (!fits) {
            return Optional.empty();
        }
        var bias = node.getInputCount() > 2 && !node.getInput(2).isEmpty() ? node.getInput(2) : null;
        var transposed = Operators.integer(node, "transB", 0) != 0;
        return Optional.of(new Layer(node, node.getInput(0), node.getInput(1), transposed, bias, node.getOutput(0)));
    }

    /** Why this form of the operator cannot be taken apart; empty if it can. */
    Optional<String> obstacle() {
        if (Operators.integer(node, "transA", 0) != 0) {
            return Optional.of("its activation is transposed");
        }
        if (Operators.real(node, "alpha", 1) != 1) {
            return Optional.of("alpha is not 1");
        }
        if (bias != null && Operators.real(node, "beta", 1) != 1) {
            return Optional.of("beta is not 1");
        }
        return Optional.empty();
    }

    /** The node's name, or that of its output if it has none. */
    String name() {
        return node.getName().isEmpty() ? output : node.getName();
    }
}
