package io.modelferry.optimizer.halve;

import io.modelferry.optimizer.graph.Nodes;
import io.modelferry.optimizer.schema.NodeProto;
import java.util.Set;

/**
 * Which operators take halves. What counts, chooses or generates stays float, as in ONNX Runtime's converter; so do the
 * quantised ones, whose scales are floats before opset 19, and {@code Celu} and {@code IsInf}, which take none (IsInf before opset 20).
 *
 * @see <a href="https://github.com/microsoft/onnxruntime/blob/v1.30.0/onnxruntime/python/tools/transformers/float16.py">
 *     float16.py: DEFAULT_OP_BLOCK_LIST, ALWAYS_FLOAT_INPUTS</a>
 */
final class HalfOperators {

    private static final Set<String> FLOAT_ONLY = Set.of(
            "Bernoulli",
            "CastLike",
            "Celu",
            "ConvInteger",
            "CumSum",
            "DequantizeLinear",
            "DynamicQuantizeLinear",
            "EyeLike",
            "IsInf",
            "MatMulInteger",
            "Max",
            "MelWeightMatrix",
            "Min",
            "Multinomial",
            "NonMaxSuppression",
            "QLinearConv",
            "QLinearMatMul",
            "QuantizeLinear",
            "RandomNormalLike",
            "RandomUniformLike",
            "Range",
            "RoiAlign",
            "TfIdfVectorizer",
            "TopK",
            "Upsample");

    private HalfOperators() {}

    static boolean mayBeHalf(NodeProto node) {
        return Nodes.isDefaultDomain(node.getDomain()) && !FLOAT_ONLY.contains(node.getOpType());
    }

    /** Inputs that are floats whatever the others are: region and scales of {@code Resize}. */
    static boolean readsFloat(NodeProto node, int input) {
        return node.getOpType().equals("Resize") && (input == 1 || input == 2);
    }

    /** Outputs that are floats whatever the inputs are: mean and deviation of {@code LayerNormalization}. */
    static boolean writesFloat(NodeProto node, int output) {
        return node.getOpType().equals("LayerNormalization") && output > 0;
    }
}
