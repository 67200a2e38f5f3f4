package io.modelferry.optimizer.prune;

import io.modelferry.optimizer.graph.CannotRewrite;
import io.modelferry.optimizer.graph.FloatTensor;
import io.modelferry.optimizer.graph.GraphEdit;
import io.modelferry.optimizer.graph.Nodes;
import io.modelferry.optimizer.graph.Rewritten;
import io.modelferry.optimizer.graph.Rewritten.Changed;
import io.modelferry.optimizer.graph.Rewritten.LeftAlone;
import io.modelferry.optimizer.graph.Tensors;
import io.modelferry.optimizer.recipe.MagnitudePruning;
import io.modelferry.optimizer.schema.ModelProto;
import io.modelferry.optimizer.schema.NodeProto;
import io.modelferry.optimizer.schema.TensorProto;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Magnitude pruning of {@code MatMul}, {@code Gemm} and {@code Conv}: the smallest weights of each layer become zero. */
public final class PruningRewriting implements GraphEdit.Pass<CannotRewrite> {

    private static final int WEIGHTS = 1;

    private final MagnitudePruning technique;
    private final Map<WeightKey, String> pruned = new HashMap<>();
    private final List<Changed> changed = new ArrayList<>();
    private final List<LeftAlone> leftAlone = new ArrayList<>();

    private record WeightKey(GraphEdit home, String tensor, int channelAxis) {}

    private PruningRewriting(MagnitudePruning technique) {
        this.technique = technique;
    }

    /** @throws CannotRewrite naming the tensor, if a weight is not a number */
    public static Rewritten rewrite(ModelProto model, MagnitudePruning technique) throws CannotRewrite {
        var pass = new PruningRewriting(technique);
        var rewritten = GraphEdit.rewrite(model, pass);
        return new Rewritten(pass.changed.isEmpty() ? model : rewritten, pass.changed, pass.leftAlone);
    }

    @Override
    public void rewrite(NodeProto node, GraphEdit edit) throws CannotRewrite {
        if (!Nodes.is(node, "MatMul") && !Nodes.is(node, "Gemm") && !Nodes.is(node, "Conv")) {
            edit.emit(node);
            return;
        }
        var obstacle = obstacle(node, edit);
        if (obstacle.isPresent()) {
            leftAlone.add(new LeftAlone(Nodes.name(node), node.getOpType(), obstacle.get()));
            edit.emit(node);
        } else {
            edit.emit(pruned(node, edit));
        }
    }

    private Optional<String> obstacle(NodeProto node, GraphEdit edit) {
        if (technique.excluded().contains(Nodes.name(node))) {
            return Optional.of("the recipe excludes it");
        }
        var weights = Nodes.input(node, WEIGHTS).flatMap(edit::constant);
        if (weights.isEmpty()) {
            return Optional.of("its weights are not constant");
        }
        if (!FloatTensor.isFloat(weights.get())) {
            return Optional.of("its weights are not FLOAT");
        }
        if (weights.get().getDimsCount() < 2) {
            return Optional.of("its weights are no matrix");
        }
        return weights.get().getDimsList().contains(0L) ? Optional.of("its weights are empty") : Optional.empty();
    }

    private NodeProto pruned(NodeProto node, GraphEdit edit) throws CannotRewrite {
        var name = node.getInput(WEIGHTS);
        var home = edit.home(name);
        var weights = edit.constant(name).orElseThrow();
        var key = new WeightKey(home, name, channelAxis(node, weights));
        if (!pruned.containsKey(key)) {
            pruned.put(key, store(weights, key));
        }
        var count = weights.getDimsList().stream().reduce(1L, Math::multiplyExact);
        changed.add(new Changed(Nodes.name(node), node.getOpType(), name, count));
        return node.toBuilder().setInput(WEIGHTS, pruned.get(key)).build();
    }

    /** Where the output channels lie; for a stack of matrices each matrix's columns. */
    private static int channelAxis(NodeProto node, TensorProto weights) {
        return switch (node.getOpType()) {
            case "Conv" -> 0;
            case "Gemm" -> Nodes.integer(node, "transB", 0) == 0 ? 1 : 0;
            default -> weights.getDimsCount() - 1;
        };
    }

    private String store(TensorProto weights, WeightKey key) throws CannotRewrite {
        var tensor = FloatTensor.of(weights).requireNumbers();
        var values = new float[tensor.count()];
        tensor.get(0, values, values.length);
        var groups = technique.perChannel()
                ? Channels.along(tensor.shape(), key.channelAxis())
                : Channels.whole(values.length);
        var threshold = new Smallest(technique.sparsity());
        groups.forEach(group -> threshold.clear(values, group));
        var name = key.home().fresh(weights.getName() + "_pruned");
        key.home().add(Tensors.floats(name, values, tensor.shape()));
        return name;
    }
}
