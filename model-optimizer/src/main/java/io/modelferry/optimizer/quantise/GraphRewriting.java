package io.modelferry.optimizer.quantise;

import io.modelferry.delta.recipe.EightBit;
import io.modelferry.delta.recipe.LinearMap;
import io.modelferry.optimizer.quantise.QuantisationReport.LeftAlone;
import io.modelferry.optimizer.quantise.QuantisationReport.QuantisedLayer;
import io.modelferry.optimizer.schema.GraphProto;
import io.modelferry.optimizer.schema.ModelProto;
import io.modelferry.optimizer.schema.NodeProto;
import io.modelferry.optimizer.schema.TensorProto;
import io.modelferry.optimizer.schema.TensorProto.DataType;
import io.modelferry.optimizer.schema.ValueInfoProto;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Replaces the layers of a model's main graph, in place and in order; everything else stays as it was. Subgraphs and functions
 * are left alone. Names are those of the reference tool, so that its users find their way.
 */
final class GraphRewriting {

    /** Before this IR version every initializer had to be listed as an input and was constant all the same. */
    private static final long FIRST_IR_WITH_OVERRIDES = 4;

    private final GraphProto graph;
    private final EightBit type;
    private final Names names;
    private final Map<String, TensorProto> initializers;
    private final Set<String> overridable;
    private final List<NodeProto> nodes = new ArrayList<>();
    private final List<TensorProto> added = new ArrayList<>();
    private final Map<String, QuantisedActivation> activations = new HashMap<>();
    private final Map<WeightKey, QuantisedWeights> weights = new HashMap<>();
    private final List<QuantisedLayer> quantised = new ArrayList<>();
    private final List<LeftAlone> leftAlone = new ArrayList<>();

    private record QuantisedActivation(String codes, String scale, String zeroPoint) {}

    private record WeightKey(String tensor, boolean transposed) {}

    private record QuantisedWeights(String codes, String scale, String zeroPoint, long count, LinearMap map) {}

    GraphRewriting(ModelProto model, EightBit type) {
        this.graph = model.getGraph();
        this.type = type;
        this.names = new Names(graph);
        this.initializers = graph.getInitializerList().stream()
                .collect(Collectors.toMap(TensorProto::getName, Function.identity(), (first, second) -> second));
        this.overridable = model.getIrVersion() < FIRST_IR_WITH_OVERRIDES
                ? Set.of()
                : graph.getInputList().stream().map(ValueInfoProto::getName).collect(Collectors.toSet());
    }

    List<QuantisedLayer> quantised() {
        return quantised;
    }

    List<LeftAlone> leftAlone() {
        return leftAlone;
    }

    GraphProto rewritten() throws CannotQuantise {
        for (var node : graph.getNodeList()) {
            var layer = Layer.of(node);
            if (layer.isPresent()) {
                rewriteOrKeep(layer.get());
            } else {
                nodes.add(node);
            }
        }
        return withoutUnreadWeights();
    }

    private void rewriteOrKeep(Layer layer) throws CannotQuantise {
        var tensor = initializers.get(layer.weights());
        if (tensor == null) {
            keep(layer, "its weights are computed, not stored");
            return;
        }
        var obstacle = obstacle(layer, tensor);
        if (obstacle.isPresent()) {
            keep(layer, obstacle.get());
        } else {
            rewrite(layer, quantisedWeights(layer, tensor));
        }
    }

    private void keep(Layer layer, String reason) {
        leftAlone.add(new LeftAlone(layer.name(), layer.node().getOpType(), reason));
        nodes.add(layer.node());
    }

    private Optional<String> obstacle(Layer layer, TensorProto tensor) {
        if (overridable.contains(layer.weights())) {
            return Optional.of("a caller may replace its weights");
        }
        return layer.obstacle().or(() -> Weights.obstacle(tensor));
    }

    // output = cast(codes(activation) · codes(weights)) · (scale(activation) · scale(weights)) + bias
    private void rewrite(Layer layer, QuantisedWeights weight) {
        var activation = quantisedActivation(layer.activation());
        var base = layer.bias() == null ? layer.name() : layer.name() + "_MatMul";
        var product = layer.bias() == null ? layer.output() : names.fresh(layer.output() + "_MatMul");
        var scales = names.fresh(base + "_quant_scales_mul:0");
        var sums = names.fresh(product + "_output_quantized");
        var floats = names.fresh(sums + "_cast_output");

        nodes.add(Operators.node(
                "Mul", names.fresh(base + "_quant_scales_mul"), List.of(activation.scale(), weight.scale()), scales));
        nodes.add(Operators.node(
                "MatMulInteger",
                names.fresh(base + "_quant"),
                List.of(activation.codes(), weight.codes(), activation.zeroPoint(), weight.zeroPoint()),
                sums));
        nodes.add(Operators.cast(names.fresh(sums + "_cast"), sums, floats, DataType.FLOAT_VALUE));
        nodes.add(
                Operators.node("Mul", names.fresh(base + "_quant_output_scale_mul"), List.of(floats, scales), product));
        if (layer.bias() != null) {
            nodes.add(Operators.node(
                    "Add", names.fresh(layer.name() + "_Add"), List.of(product, layer.bias()), layer.output()));
        }
        report(layer, weight);
    }

    private QuantisedActivation quantisedActivation(String activation) {
        return activations.computeIfAbsent(activation, name -> {
            var made = new QuantisedActivation(
                    names.fresh(name + "_quantized"), names.fresh(name + "_scale"), names.fresh(name + "_zero_point"));
            nodes.add(Operators.node(
                    "DynamicQuantizeLinear",
                    names.fresh(name + "_QuantizeLinear"),
                    List.of(name),
                    made.codes(),
                    made.scale(),
                    made.zeroPoint()));
            return made;
        });
    }

    private QuantisedWeights quantisedWeights(Layer layer, TensorProto stored) throws CannotQuantise {
        names.release(layer.weights());
        var key = new WeightKey(layer.weights(), layer.transposed());
        var known = weights.get(key);
        if (known != null) {
            return known;
        }
        var tensor = Weights.of(stored);
        var map = tensor.map(type);
        var made = new QuantisedWeights(
                names.fresh(layer.weights() + "_quantized"),
                names.fresh(layer.weights() + "_scale"),
                names.fresh(layer.weights() + "_zero_point"),
                tensor.count(),
                map);
        added.add(Weights.scale(map, made.scale()));
        added.add(Weights.zeroPoint(map, made.zeroPoint()));
        added.add(tensor.quantised(map, layer.transposed(), made.codes()));
        weights.put(key, made);
        return made;
    }

    private void report(Layer layer, QuantisedWeights weight) {
        quantised.add(new QuantisedLayer(
                layer.name(),
                layer.node().getOpType(),
                layer.weights(),
                weight.count(),
                weight.map().scale()));
    }

    private GraphProto withoutUnreadWeights() {
        var gone = weights.keySet().stream()
                .map(WeightKey::tensor)
                .filter(name -> !names.isRead(name))
                .collect(Collectors.toSet());
        return graph.toBuilder()
                .clearNode()
                .addAllNode(nodes)
                .clearInitializer()
                .addAllInitializer(graph.getInitializerList().stream()
                        .filter(tensor -> !gone.contains(tensor.getName()))
                        .toList())
                .addAllInitializer(added)
                .clearInput()
                .addAllInput(without(gone, graph.getInputList()))
                .clearValueInfo()
                .addAllValueInfo(without(gone, graph.getValueInfoList()))
                .build();
    }

    private static List<ValueInfoProto> without(Set<String> gone, List<ValueInfoProto> values) {
        return values.stream().filter(value -> !gone.contains(value.getName())).toList();
    }
}
