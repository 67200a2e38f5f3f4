package io.modelferry.optimizer.quantise;

import io.modelferry.delta.recipe.Channels;
import io.modelferry.delta.recipe.EightBit;
import io.modelferry.delta.recipe.Quantisation;
import io.modelferry.optimizer.graph.CannotRewrite;
import io.modelferry.optimizer.graph.FloatTensor;
import io.modelferry.optimizer.graph.GraphEdit;
import io.modelferry.optimizer.graph.Nodes;
import io.modelferry.optimizer.graph.Opsets;
import io.modelferry.optimizer.graph.Rewritten;
import io.modelferry.optimizer.graph.Rewritten.Changed;
import io.modelferry.optimizer.graph.Rewritten.LeftAlone;
import io.modelferry.optimizer.graph.Tensors;
import io.modelferry.optimizer.recipe.DynamicQuantisation;
import io.modelferry.optimizer.schema.ModelProto;
import io.modelferry.optimizer.schema.NodeProto;
import io.modelferry.optimizer.schema.TensorProto.DataType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Dynamic quantisation. The graph that comes out is the one of ONNX Runtime's {@code quantize_dynamic}: {@code
 * DynamicQuantizeLinear} with {@code MatMulInteger} or {@code ConvInteger}; a table that {@code Gather} looks up keeps codes
 * and its rows go through {@code DequantizeLinear}. Names are those of the reference tool, so that its users find their way.
 */
public final class DynamicRewriting implements GraphEdit.Pass<CannotRewrite> {

    /** The first opset with {@code DynamicQuantizeLinear}. */
    private static final long FIRST_OPSET = 11;

    /** Nothing is summed in a table: its rows have all eight bits, whatever weights have. */
    private static final Quantisation TABLES = Quantisation.usual(EightBit.UINT8);

    private final DynamicQuantisation technique;
    private final Quantisation factors;
    private final Map<ActivationKey, QuantisedActivation> activations = new HashMap<>();
    private final Map<WeightKey, QuantisedWeights> weights = new HashMap<>();
    private final List<Changed> changed = new ArrayList<>();
    private final List<LeftAlone> leftAlone = new ArrayList<>();

    private record ActivationKey(GraphEdit graph, String name) {}

    private record QuantisedActivation(String codes, String scale, String zeroPoint) {}

    private record WeightKey(GraphEdit home, String tensor, boolean transposed, Quantisation quantisation) {}

    private record QuantisedWeights(String codes, String scale, String zeroPoint, long count) {}

    private DynamicRewriting(DynamicQuantisation technique) {
        this.technique = technique;
        this.factors =
                new Quantisation(technique.weights(), technique.weights() == EightBit.INT8, technique.reduceRange());
    }

    /** @throws CannotRewrite if the operators do not exist in the model's opset, or weights are not numbers */
    public static Rewritten rewrite(ModelProto model, DynamicQuantisation technique) throws CannotRewrite {
        Opsets.require(model, FIRST_OPSET, "DynamicQuantizeLinear");
        var pass = new DynamicRewriting(technique);
        return new Rewritten(GraphEdit.rewrite(model, pass), pass.changed, pass.leftAlone);
    }

    @Override
    public void rewrite(NodeProto node, GraphEdit edit) throws CannotRewrite {
        var layer = Layer.of(node).or(() -> Layer.convolution(node)).or(() -> Layer.lookup(node));
        if (layer.isEmpty()) {
            edit.emit(node);
            return;
        }
        var obstacle = technique.excluded().contains(layer.get().name())
                ? Optional.of("the recipe excludes it")
                : layer.get().obstacle(edit);
        if (obstacle.isPresent()) {
            leftAlone.add(new LeftAlone(layer.get().name(), node.getOpType(), obstacle.get()));
            edit.emit(node);
        } else {
            rewrite(layer.get(), edit);
        }
    }

    private void rewrite(Layer layer, GraphEdit edit) throws CannotRewrite {
        var count = switch (layer.node().getOpType()) {
            case "Gather" -> lookUp(layer, edit);
            case "Conv" -> convolve(layer, edit);
            default -> multiply(layer, edit);
        };
        changed.add(new Changed(layer.name(), layer.node().getOpType(), layer.weights(), count));
    }

    private long lookUp(Layer layer, GraphEdit edit) throws CannotRewrite {
        var table = quantised(layer, TABLES, edit);
        var codes = edit.fresh(layer.output() + "_quantized");
        edit.emit(layer.node().toBuilder()
                .setInput(0, table.codes())
                .setOutput(0, codes)
                .build());
        edit.emit(Nodes.node(
                "DequantizeLinear",
                edit.fresh(layer.output() + "_DequantizeLinear"),
                List.of(codes, table.scale(), table.zeroPoint()),
                layer.output()));
        return table.count();
    }

    private long multiply(Layer layer, GraphEdit edit) throws CannotRewrite {
        var base = layer.bias() == null ? layer.name() : layer.name() + "_MatMul";
        var product = layer.bias() == null ? layer.output() : edit.fresh(layer.output() + "_MatMul");
        var count = product(layer, Nodes.node("MatMulInteger", base, List.of()), product, edit);
        if (layer.bias() != null) {
            edit.emit(Nodes.node(
                    "Add", edit.fresh(layer.name() + "_Add"), List.of(product, layer.bias()), layer.output()));
        }
        return count;
    }

    private long convolve(Layer layer, GraphEdit edit) throws CannotRewrite {
        var bias = layer.bias();
        var product = bias == null ? layer.output() : edit.fresh(layer.output() + "_quant_scaled_output");
        var integer = Nodes.node("ConvInteger", layer.name(), List.of()).toBuilder()
                .addAllAttribute(layer.node().getAttributeList())
                .build();
        var rank = edit.constant(layer.weights()).orElseThrow().getDimsCount();
        var count = product(layer, integer, product, edit);
        if (bias != null) {
            edit.emit(Nodes.node(
                    "Add",
                    edit.fresh(layer.output() + "_bias_add"),
                    List.of(product, biasAlongChannels(layer.output(), bias, rank, edit)),
                    layer.output()));
        }
        return count;
    }

    /** The bias as {@code [1, channels, 1, …]}. */
    private static String biasAlongChannels(String output, String bias, int rank, GraphEdit edit) {
        var shape = new long[rank];
        Arrays.fill(shape, 1);
        shape[1] = -1;
        var shapeName = edit.fresh(output + "_bias_reshape_shape");
        edit.add(Tensors.longs(shapeName, shape, rank));
        var reshaped = edit.fresh(output + "_bias_reshape_output");
        edit.emit(Nodes.node("Reshape", edit.fresh(output + "_bias_reshape"), List.of(bias, shapeName), reshaped));
        return reshaped;
    }

    // product = cast(codes(activation) · codes(weights)) · (scale(activation) · scale(weights))
    private long product(Layer layer, NodeProto integer, String product, GraphEdit edit) throws CannotRewrite {
        var weight = quantised(layer, factors, edit);
        var activation = quantisedActivation(layer.activation(), edit);
        var base = integer.getName();
        var scales = edit.fresh(base + "_quant_scales_mul:0");
        var sums = edit.fresh(product + "_output_quantized");
        var floats = edit.fresh(sums + "_cast_output");

        edit.emit(Nodes.node(
                "Mul", edit.fresh(base + "_quant_scales_mul"), List.of(activation.scale(), weight.scale()), scales));
        edit.emit(integer.toBuilder()
                .setName(edit.fresh(base + "_quant"))
                .addAllInput(List.of(activation.codes(), weight.codes(), activation.zeroPoint(), weight.zeroPoint()))
                .addOutput(sums)
                .build());
        edit.emit(Nodes.cast(edit.fresh(sums + "_cast"), sums, floats, DataType.FLOAT_VALUE));
        edit.emit(Nodes.node("Mul", edit.fresh(base + "_quant_output_scale_mul"), List.of(floats, scales), product));
        return weight.count();
    }

    private QuantisedActivation quantisedActivation(String activation, GraphEdit edit) {
        return activations.computeIfAbsent(new ActivationKey(edit, activation), key -> {
            var made = new QuantisedActivation(
                    edit.fresh(activation + "_quantized"),
                    edit.fresh(activation + "_scale"),
                    edit.fresh(activation + "_zero_point"));
            edit.emit(Nodes.node(
                    "DynamicQuantizeLinear",
                    edit.fresh(activation + "_QuantizeLinear"),
                    List.of(activation),
                    made.codes(),
                    made.scale(),
                    made.zeroPoint()));
            return made;
        });
    }

    private QuantisedWeights quantised(Layer layer, Quantisation quantisation, GraphEdit edit) throws CannotRewrite {
        var home = edit.home(layer.weights());
        var key = new WeightKey(home, layer.weights(), layer.transposed(), quantisation);
        var known = weights.get(key);
        if (known != null) {
            return known;
        }
        var made = stored(layer, quantisation, home);
        weights.put(key, made);
        return made;
    }

    private QuantisedWeights stored(Layer layer, Quantisation quantisation, GraphEdit home) throws CannotRewrite {
        var tensor = FloatTensor.of(home.constant(layer.weights()).orElseThrow());
        var quantised = EightBitWeights.of(tensor, quantisation, channels(layer, tensor.shape()));
        var made = new QuantisedWeights(
                home.fresh(layer.weights() + "_quantized"),
                home.fresh(layer.weights() + "_scale"),
                home.fresh(layer.weights() + "_zero_point"),
                quantised.count());
        home.add(quantised.scale(made.scale()));
        home.add(quantised.zeroPoint(made.zeroPoint()));
        home.add(layer.transposed() ? quantised.turnedCodes(made.codes()) : quantised.codes(made.codes()));
        return made;
    }

    /** The columns of a product of matrices; ONNX Runtime's integer operators know no other channels of a constant. */
    private Channels channels(Layer layer, long... shape) {
        var isMatrix = shape.length == 2 && Layer.of(layer.node()).isPresent();
        if (!technique.perChannel() || !isMatrix) {
            return Channels.ONE;
        }
        return Channels.along(layer.transposed() ? 0 : 1, shape);
    }
}
