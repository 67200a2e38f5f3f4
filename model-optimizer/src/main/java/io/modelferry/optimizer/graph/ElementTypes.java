package io.modelferry.optimizer.graph;

import io.modelferry.optimizer.schema.GraphProto;
import io.modelferry.optimizer.schema.NodeProto;
import io.modelferry.optimizer.schema.TensorProto.DataType;
import io.modelferry.optimizer.schema.ValueInfoProto;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The element type of each value of a graph, as far as it can be told: what the graph declares, and what follows from node to
 * node. Types are {@link DataType}'s values; {@code UNDEFINED} is a value of which nothing is known, or that is no tensor.
 *
 * @see <a href="https://onnx.ai/onnx/operators/">ONNX operators, type constraints</a>
 */
public final class ElementTypes {

    private static final Set<String> TRUTH = Set.of(
            "Equal", "Less", "Greater", "LessOrEqual", "GreaterOrEqual", "And", "Or", "Xor", "Not", "IsNaN", "IsInf");
    private static final Set<String> INTEGERS =
            Set.of("Shape", "Size", "NonZero", "ArgMax", "ArgMin", "NonMaxSuppression", "SequenceLength");
    private static final Set<String> WIDE_INTEGERS = Set.of("MatMulInteger", "ConvInteger");
    private static final Set<String> NO_TENSOR = Set.of(
            "SequenceConstruct",
            "SequenceEmpty",
            "SequenceInsert",
            "SequenceErase",
            "SequenceAt",
            "SequenceMap",
            "SplitToSequence",
            "ConcatFromSequence",
            "Optional",
            "OptionalGetElement",
            "OptionalHasElement");
    private static final Set<String> BY_ATTRIBUTE = Set.of("RandomNormal", "RandomUniform");
    private static final Set<String> WINDOWS =
            Set.of("HannWindow", "HammingWindow", "BlackmanWindow", "MelWeightMatrix");
    private static final Set<String> LIKE_OR_ATTRIBUTE =
            Set.of("RandomNormalLike", "RandomUniformLike", "EyeLike", "Bernoulli");
    /** The input that decides, where it is not the first. */
    private static final Map<String, Integer> DECIDING =
            Map.of("CastLike", 1, "Where", 1, "OneHot", 2, "DequantizeLinear", 1, "QLinearMatMul", 7, "QLinearConv", 7);

    private final @Nullable ElementTypes outer;
    private final Map<String, Integer> types = new HashMap<>();

    public ElementTypes(GraphProto graph, @Nullable ElementTypes outer) {
        this.outer = outer;
        graph.getValueInfoList().forEach(this::declare);
        graph.getOutputList().forEach(this::declare);
        graph.getInputList().forEach(this::declare);
        graph.getInitializerList().forEach(tensor -> types.put(tensor.getName(), tensor.getDataType()));
        graph.getSparseInitializerList()
                .forEach(sparse -> types.put(
                        sparse.getValues().getName(), sparse.getValues().getDataType()));
    }

    public int of(String value) {
        var known = types.get(value);
        if (known != null) {
            return known;
        }
        return outer == null ? DataType.UNDEFINED_VALUE : outer.of(value);
    }

    public boolean isFloat(String value) {
        return of(value) == DataType.FLOAT_VALUE;
    }

    /** Takes note of a node's outputs; its inputs are known by now, because nodes stand in order. */
    public void learn(NodeProto node) {
        for (int i = 0; i < node.getOutputCount(); i++) {
            var inferred = inferred(node, i);
            if (inferred != DataType.UNDEFINED_VALUE || !types.containsKey(node.getOutput(i))) {
                types.put(node.getOutput(i), inferred);
            }
        }
    }

    private void declare(ValueInfoProto value) {
        types.put(value.getName(), value.getType().getTensorType().getElemType());
    }

    private int inferred(NodeProto node, int output) {
        var operator = node.getOpType();
        if (!Nodes.isDefaultDomain(node.getDomain())
                || NO_TENSOR.contains(operator)
                || Nodes.subgraphs(node).findAny().isPresent()) {
            return DataType.UNDEFINED_VALUE;
        }
        if (output > 0) {
            return further(node, output);
        }
        if (TRUTH.contains(operator)) {
            return DataType.BOOL_VALUE;
        }
        if (INTEGERS.contains(operator)) {
            return DataType.INT64_VALUE;
        }
        if (WIDE_INTEGERS.contains(operator)) {
            return DataType.INT32_VALUE;
        }
        return byAttribute(node);
    }

    private int byAttribute(NodeProto node) {
        var operator = node.getOpType();
        if (BY_ATTRIBUTE.contains(operator)) {
            return (int) Nodes.integer(node, "dtype", DataType.FLOAT_VALUE);
        }
        if (WINDOWS.contains(operator)) {
            return (int) Nodes.integer(node, "output_datatype", DataType.FLOAT_VALUE);
        }
        if (LIKE_OR_ATTRIBUTE.contains(operator)) {
            return (int) Nodes.integer(node, "dtype", input(node, 0));
        }
        return switch (operator) {
            case "Cast" -> (int) Nodes.integer(node, "to", DataType.UNDEFINED_VALUE);
            case "Constant" -> constant(node);
            case "ConstantOfShape" -> filling(node);
            case "QuantizeLinear" -> quantised(node);
            case "DynamicQuantizeLinear", "ImageDecoder" -> DataType.UINT8_VALUE;
            case "Multinomial" -> (int) Nodes.integer(node, "dtype", DataType.INT32_VALUE);
            default -> input(node, DECIDING.getOrDefault(operator, 0));
        };
    }

    /** Outputs after the first. */
    private int further(NodeProto node, int output) {
        return switch (node.getOpType()) {
            case "TopK", "MaxPool", "Unique" -> DataType.INT64_VALUE;
            case "Dropout" -> DataType.BOOL_VALUE;
            case "DynamicQuantizeLinear" -> output == 1 ? DataType.FLOAT_VALUE : DataType.UINT8_VALUE;
            case "LayerNormalization" -> DataType.FLOAT_VALUE;
            default -> input(node, 0);
        };
    }

    private static int constant(NodeProto node) {
        for (var attribute : node.getAttributeList()) {
            switch (attribute.getName()) {
                case "value" -> {
                    return attribute.getT().getDataType();
                }
                case "value_float", "value_floats" -> {
                    return DataType.FLOAT_VALUE;
                }
                case "value_int", "value_ints" -> {
                    return DataType.INT64_VALUE;
                }
                case "value_string", "value_strings" -> {
                    return DataType.STRING_VALUE;
                }
                case "sparse_value" -> {
                    return attribute.getSparseTensor().getValues().getDataType();
                }
                default -> {}
            }
        }
        return DataType.UNDEFINED_VALUE;
    }

    private static int filling(NodeProto node) {
        return node.getAttributeList().stream()
                .filter(attribute -> attribute.getName().equals("value"))
                .map(attribute -> attribute.getT().getDataType())
                .findFirst()
                .orElse(DataType.FLOAT_VALUE);
    }

    private int quantised(NodeProto node) {
        return Nodes.input(node, 2).map(this::of).orElseGet(() ->
                (int) Nodes.integer(node, "output_dtype", DataType.UINT8_VALUE));
    }

    private int input(NodeProto node, int index) {
        return Nodes.input(node, index).map(this::of).orElse(DataType.UNDEFINED_VALUE);
    }
}
