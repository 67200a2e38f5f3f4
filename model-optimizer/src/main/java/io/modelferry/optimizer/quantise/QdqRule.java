package io.modelferry.optimizer.quantise;

import io.modelferry.optimizer.graph.Nodes;
import io.modelferry.optimizer.schema.NodeProto;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/**
 * What static quantisation does to an operator.
 *
 * @see <a href="https://github.com/microsoft/onnxruntime/blob/v1.30.0/onnxruntime/python/tools/quantization/registry.py">
 *     registry.py: QDQRegistry, QLinearOpsRegistry</a>
 */
enum QdqRule {
    /** Activation, weights, output; the bias has 32 bits. */
    WEIGHTED(2, "Conv", "ConvTranspose", "Gemm"),
    /** Either factor may be a weight. */
    PRODUCT(2, "MatMul"),
    /** Activation, scale, output; the bias has 32 bits. */
    NORMALISED(2, "InstanceNormalization", "LayerNormalization", "BatchNormalization"),
    /** Codes saturate where it cuts: it goes, if nothing but it reads what it cuts. */
    CUT(1, "Clip", "Relu"),
    /** Moves values and makes none: its output has the codes of its input, if that has codes. */
    MOVED(
            1,
            "Reshape",
            "Transpose",
            "Squeeze",
            "Unsqueeze",
            "Flatten",
            "Slice",
            "TopK",
            "AveragePool",
            "MaxPool",
            "Resize"),
    /** As moved, but its input gets codes in any case. */
    SPLIT(1, "Split"),
    /** As moved; a constant table gets codes. */
    LOOKED_UP(2, "Gather", "GatherElements"),
    /** As moved, if what is padded with is a value of the input, or zero. */
    PADDED(1, "Pad"),
    /** Its output has codes if both choices have. */
    CHOSEN(3, "Where"),
    /** All inputs and outputs. */
    ALL(1, "Add", "Mul", "LeakyRelu", "Sigmoid", "GlobalAveragePool", "Concat", "Softmax", "ArgMax", "CumSum");

    private final int fewestInputs;
    private final Set<String> operators;

    QdqRule(int fewestInputs, String... operators) {
        this.fewestInputs = fewestInputs;
        this.operators = Set.of(operators);
    }

    /** Whether its nodes own weights, or multiply activations with each other. */
    boolean isLayer() {
        return switch (this) {
            case WEIGHTED, PRODUCT, NORMALISED, LOOKED_UP -> true;
            case CUT, MOVED, SPLIT, PADDED, CHOSEN, ALL -> false;
        };
    }

    /** Whether it gives codes to what has none, and not only passes them on. */
    boolean computes() {
        return switch (this) {
            case WEIGHTED, PRODUCT, NORMALISED, SPLIT, LOOKED_UP, PADDED, CHOSEN, ALL -> true;
            case CUT, MOVED -> false;
        };
    }

    /** The rule for a node; empty if its operator stays in float, or the node lacks what the operator needs. */
    static Optional<QdqRule> of(NodeProto node, long opset) {
        var first = switch (node.getOpType()) {
            case "MaxPool" -> 12;
            case "Resize" -> 11;
            default -> 0;
        };
        return opset < first || !Nodes.isDefaultDomain(node.getDomain())
                ? Optional.empty()
                : Arrays.stream(values())
                        .filter(rule -> rule.operators.contains(node.getOpType()))
                        .filter(rule -> node.getInputCount() >= rule.fewestInputs && node.getOutputCount() > 0)
                        .findFirst();
    }
}
