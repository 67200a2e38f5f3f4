package io.modelferry.optimizer.quantise;

import io.modelferry.optimizer.graph.CannotRewrite;
import io.modelferry.optimizer.graph.FloatTensor;
import io.modelferry.optimizer.graph.GraphEdit;
import io.modelferry.optimizer.graph.Nodes;
import io.modelferry.optimizer.graph.Opsets;
import io.modelferry.optimizer.graph.Rewritten;
import io.modelferry.optimizer.graph.Rewritten.Changed;
import io.modelferry.optimizer.graph.Rewritten.LeftAlone;
import io.modelferry.optimizer.graph.Tensors;
import io.modelferry.optimizer.recipe.WeightOnlyQuantisation;
import io.modelferry.optimizer.schema.ModelProto;
import io.modelferry.optimizer.schema.NodeProto;
import io.modelferry.optimizer.schema.TensorProto.DataType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Weight-only quantisation: {@code MatMul} and {@code Gemm} become ONNX Runtime's {@code MatMulNBits}. */
public final class WeightOnlyRewriting implements GraphEdit.Pass<CannotRewrite> {

    private static final String DOMAIN = "com.microsoft";

    private final WeightOnlyQuantisation technique;
    private final Map<WeightKey, StoredWeights> weights = new HashMap<>();
    private final List<Changed> changed = new ArrayList<>();
    private final List<LeftAlone> leftAlone = new ArrayList<>();

    private record WeightKey(GraphEdit home, String tensor, boolean transposed) {}

    private record StoredWeights(List<String> inputs, int rows, int columns, long count) {}

    private WeightOnlyRewriting(WeightOnlyQuantisation technique) {
        this.technique = technique;
    }

    /** @throws CannotRewrite if weights are not numbers */
    public static Rewritten rewrite(ModelProto model, WeightOnlyQuantisation technique) throws CannotRewrite {
        var pass = new WeightOnlyRewriting(technique);
        var rewritten = GraphEdit.rewrite(model, pass);
        return new Rewritten(
                pass.changed.isEmpty() ? model : Opsets.with(rewritten, DOMAIN, 1), pass.changed, pass.leftAlone);
    }

    @Override
    public void rewrite(NodeProto node, GraphEdit edit) throws CannotRewrite {
        var layer = Layer.of(node);
        if (layer.isEmpty()) {
            edit.emit(node);
            return;
        }
        var obstacle = obstacle(layer.get(), edit);
        if (obstacle.isPresent()) {
            leftAlone.add(new LeftAlone(layer.get().name(), node.getOpType(), obstacle.get()));
            edit.emit(node);
        } else {
            rewrite(layer.get(), edit);
        }
    }

    private Optional<String> obstacle(Layer layer, GraphEdit edit) {
        if (technique.excluded().contains(layer.name())) {
            return Optional.of("the recipe excludes it");
        }
        return layer.obstacle(edit)
                .or(() -> edit.constant(layer.weights()).orElseThrow().getDimsCount() > 2
                        ? Optional.of("its weights are a stack of matrices")
                        : Optional.empty());
    }

    private void rewrite(Layer layer, GraphEdit edit) throws CannotRewrite {
        var stored = stored(layer, edit.home(layer.weights()));
        var name = layer.name() + "_Q" + technique.bits();
        var product = layer.bias() == null ? layer.output() : edit.fresh(layer.output() + "_MatMul");
        var inputs = new ArrayList<>(List.of(layer.activation()));
        inputs.addAll(stored.inputs());
        var multiplied = Nodes.node("MatMulNBits", edit.fresh(name), inputs, product).toBuilder()
                .setDomain(DOMAIN)
                .addAttribute(Nodes.integer("K", stored.rows()))
                .addAttribute(Nodes.integer("N", stored.columns()))
                .addAttribute(Nodes.integer("bits", technique.bits()))
                .addAttribute(Nodes.integer("block_size", technique.block()));
        edit.emit(multiplied.build());
        if (layer.bias() != null) {
            edit.emit(Nodes.node(
                    "Add", edit.fresh(layer.name() + "_Add"), List.of(product, layer.bias()), layer.output()));
        }
        changed.add(new Changed(layer.name(), layer.node().getOpType(), layer.weights(), stored.count()));
    }

    private StoredWeights stored(Layer layer, GraphEdit home) throws CannotRewrite {
        var key = new WeightKey(home, layer.weights(), layer.transposed());
        var known = weights.get(key);
        if (known != null) {
            return known;
        }
        var tensor = FloatTensor.of(home.constant(layer.weights()).orElseThrow());
        var made = store(layer.weights(), BlockWeights.of(tensor, layer.transposed(), technique), home);
        weights.put(key, made);
        return made;
    }

    private StoredWeights store(String name, BlockWeights quantised, GraphEdit home) {
        var inputs = new ArrayList<String>();
        var codes = home.fresh(name + "_Q" + technique.bits());
        home.add(Tensors.raw(codes, DataType.UINT8_VALUE, quantised.codesShape(), quantised.codes()));
        inputs.add(codes);
        var scales = home.fresh(name + "_scales");
        home.add(Tensors.floats(scales, quantised.scales(), quantised.scalesShape()));
        inputs.add(scales);
        if (!technique.symmetric()) {
            var zeroPoints = home.fresh(name + "_zero_points");
            home.add(
                    Tensors.raw(zeroPoints, DataType.UINT8_VALUE, quantised.zeroPointsShape(), quantised.zeroPoints()));
            inputs.add(zeroPoints);
        }
        return new StoredWeights(List.copyOf(inputs), quantised.rows(), quantised.columns(), quantised.count());
    }
}
