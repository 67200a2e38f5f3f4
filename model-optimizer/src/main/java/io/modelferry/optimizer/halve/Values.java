package io.modelferry.optimizer.halve;

import io.modelferry.delta.recipe.Halves;
import io.modelferry.optimizer.graph.CannotRewrite;
import io.modelferry.optimizer.graph.ElementTypes;
import io.modelferry.optimizer.graph.FloatTensor;
import io.modelferry.optimizer.graph.GraphEdit;
import io.modelferry.optimizer.graph.Nodes;
import io.modelferry.optimizer.graph.Tensors;
import io.modelferry.optimizer.schema.TensorProto;
import io.modelferry.optimizer.schema.TensorProto.DataType;
import io.modelferry.optimizer.schema.ValueInfoProto;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The float values of one graph, each in one form or in both: its float form has the name that it always had, its half form a new
 * one. The form that is missing is made when somebody asks for it, once, in the graph that owns the value.
 */
final class Values {

    private final GraphEdit edit;
    private final @Nullable Values outer;
    private final ElementTypes types;
    private final Set<String> outputs;
    private final Map<String, String> halves = new HashMap<>();
    private final Map<String, String> onlyHalf = new HashMap<>();
    private final Set<String> owned = new HashSet<>();

    Values(GraphEdit edit, @Nullable Values outer) {
        this.edit = edit;
        this.outer = outer;
        this.types = new ElementTypes(edit.graph(), outer == null ? null : outer.types);
        this.outputs = edit.graph().getOutputList().stream()
                .map(ValueInfoProto::getName)
                .collect(Collectors.toSet());
        edit.graph().getInputList().forEach(input -> owned.add(input.getName()));
        edit.graph().getInitializerList().forEach(tensor -> owned.add(tensor.getName()));
        edit.graph().getNodeList().forEach(node -> owned.addAll(node.getOutputList()));
    }

    GraphEdit edit() {
        return edit;
    }

    ElementTypes types() {
        return types;
    }

    /** The value as float, under its own name. */
    String floatForm(String value) {
        var owner = owner(value);
        var half = owner.onlyHalf.remove(value);
        if (half != null) {
            owner.edit.emit(Nodes.cast(owner.edit.fresh(value + "_to_float"), half, value, DataType.FLOAT_VALUE));
        }
        return value;
    }

    /** The value as half. */
    String halfForm(String value) throws CannotRewrite {
        var owner = owner(value);
        var known = owner.halves.get(value);
        if (known != null) {
            return known;
        }
        var half = owner.edit.fresh(value + "_half");
        owner.halves.put(value, half);
        var constant = owner.edit.constant(value);
        if (constant.isPresent()) {
            owner.edit.add(halved(half, constant.get()));
        } else {
            owner.edit.emit(Nodes.cast(owner.edit.fresh(value + "_to_half"), value, half, DataType.FLOAT16_VALUE));
        }
        return half;
    }

    /** The form that is there, for readers that take both. */
    String anyForm(String value) {
        return owner(value).onlyHalf.getOrDefault(value, value);
    }

    /** The name of the half that a node is about to write in place of {@code value}. */
    String newHalf(String value) {
        var half = edit.fresh(value + "_half");
        halves.put(value, half);
        onlyHalf.put(value, half);
        return half;
    }

    /** Callers of the graph get floats. */
    void keepOutput(String value) {
        if (outputs.contains(value)) {
            floatForm(value);
        }
    }

    private Values owner(String value) {
        for (var scope = this; scope != null; scope = scope.outer) {
            if (scope.owned.contains(value)) {
                return scope;
            }
        }
        return this;
    }

    private static TensorProto halved(String name, TensorProto weights) throws CannotRewrite {
        var tensor = FloatTensor.of(weights).requireNumbers();
        var halves = new byte
                [Math.multiplyExact(tensor.count(), Halves.ONNX_RUNTIME.target().width())];
        tensor.forEachPiece(
                (first, piece, count) -> Halves.ONNX_RUNTIME.apply(first, piece, count, halves, 2 * (int) first));
        return Tensors.raw(name, DataType.FLOAT16_VALUE, tensor.shape(), halves);
    }
}
