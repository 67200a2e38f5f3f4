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
import io.modelferry.optimizer.recipe.DynamicQuantisation;
import io.modelferry.optimizer.schema.ModelProto;
import io.modelferry.optimizer.schema.NodeProto;
import io.modelferry.optimizer.schema.TensorProto.DataType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Dynamic quantisation. The graph that comes out is the one of ONNX Runtime's {@code quantize_dynamic}: {@code
 * DynamicQuantizeLinear} and {@code MatMulInteger}. Names are those of the reference tool, so that its users find their way.
 */
public final class DynamicRewriting implements GraphEdit.Pass<CannotRewrite> {

    /** The first opset with {@code DynamicQuantizeLinear}. */
    private static final long FIRST_OPSET = 11;

    private final DynamicQuantisation technique;
    private final Quantisation quantisation;
    private final Map<ActivationKey, QuantisedActivation> activations = new HashMap<>();
    private final Map<WeightKey, QuantisedWeights> weights = new HashMap<>();
    private final List<Changed> changed = new ArrayList<>();
    private final List<LeftAlone> leftAlone = new ArrayList<>();

    private record ActivationKey(GraphEdit graph, String name) {}

    private record QuantisedActivation(String codes, String scale, String zeroPoint) {}

    private record WeightKey(GraphEdit home, String tensor, boolean transposed) {}

    private record QuantisedWeights(String codes, String scale, String zeroPoint, long count) {}

    private DynamicRewriting(DynamicQuantisation technique) {
        this.technique = technique;
        this.quantisation =
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
        var layer = Layer.of(node);
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

    // output = cast(codes(activation) · codes(weights)) · (scale(activation) · scale(weights)) + bias
    private void rewrite(Layer layer, GraphEdit edit) throws CannotRewrite {
        var weight = quantisedWeights(layer, edit);
        var activation = quantisedActivation(layer.activation(), edit);
        var base = layer.bias() == null ? layer.name() : layer.name() + "_MatMul";
        var product = layer.bias() == null ? layer.output() : edit.fresh(layer.output() + "_MatMul");
        var scales = edit.fresh(base + "_quant_scales_mul:0");
        var sums = edit.fresh(product + "_output_quantized");
        var floats = edit.fresh(sums + "_cast_output");

        edit.emit(Nodes.node(
                "Mul", edit.fresh(base + "_quant_scales_mul"), List.of(activation.scale(), weight.scale()), scales));
        edit.emit(Nodes.node(
                "MatMulInteger",
                edit.fresh(base + "_quant"),
                List.of(activation.codes(), weight.codes(), activation.zeroPoint(), weight.zeroPoint()),
                sums));
        edit.emit(Nodes.cast(edit.fresh(sums + "_cast"), sums, floats, DataType.FLOAT_VALUE));
        edit.emit(Nodes.node("Mul", edit.fresh(base + "_quant_output_scale_mul"), List.of(floats, scales), product));
        if (layer.bias() != null) {
            edit.emit(Nodes.node(
                    "Add", edit.fresh(layer.name() + "_Add"), List.of(product, layer.bias()), layer.output()));
        }
        changed.add(new Changed(layer.name(), layer.node().getOpType(), layer.weights(), weight.count()));
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

    private QuantisedWeights quantisedWeights(Layer layer, GraphEdit edit) throws CannotRewrite {
        var home = edit.home(layer.weights());
        var key = new WeightKey(home, layer.weights(), layer.transposed());
        var known = weights.get(key);
        if (known != null) {
            return known;
        }
        var made = quantised(layer, home);
        weights.put(key, made);
        return made;
    }

    private QuantisedWeights quantised(Layer layer, GraphEdit home) throws CannotRewrite {
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

    /** The columns of the product; a stack of matrices shares one scale, since {@code MatMulInteger} knows no other. */
    private Channels channels(Layer layer, long... shape) {
        if (!technique.perChannel() || shape.length != 2) {
            return Channels.ONE;
        }
        return Channels.along(layer.transposed() ? 0 : 1, shape);
    }
}
