package io.modelferry.optimizer.halve;

import io.modelferry.optimizer.graph.CannotRewrite;
import io.modelferry.optimizer.graph.GraphEdit;
import io.modelferry.optimizer.graph.Nodes;
import io.modelferry.optimizer.graph.Rewritten;
import io.modelferry.optimizer.graph.Rewritten.Changed;
import io.modelferry.optimizer.graph.Rewritten.LeftAlone;
import io.modelferry.optimizer.recipe.HalfPrecision;
import io.modelferry.optimizer.schema.ModelProto;
import io.modelferry.optimizer.schema.NodeProto;
import io.modelferry.optimizer.schema.TensorProto;
import io.modelferry.optimizer.schema.TensorProto.DataType;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Half precision: a node whose float inputs may be halves reads and writes halves. Inputs and outputs of every graph, bodies of
 * control flow included, keep their type.
 */
public final class HalfRewriting implements GraphEdit.Pass<CannotRewrite> {

    private final HalfPrecision technique;
    private final Map<GraphEdit, Values> values = new IdentityHashMap<>();
    private final List<Changed> changed = new ArrayList<>();
    private final List<LeftAlone> leftAlone = new ArrayList<>();

    private HalfRewriting(HalfPrecision technique) {
        this.technique = technique;
    }

    /** @throws CannotRewrite naming the tensor, if a weight is not a number */
    public static Rewritten rewrite(ModelProto model, HalfPrecision technique) throws CannotRewrite {
        var pass = new HalfRewriting(technique);
        var rewritten = GraphEdit.rewrite(model, pass);
        return new Rewritten(pass.changed.isEmpty() ? model : rewritten, pass.changed, pass.leftAlone);
    }

    @Override
    public void rewrite(NodeProto node, GraphEdit edit) throws CannotRewrite {
        var here = values(edit);
        here.types().learn(node);
        if (Nodes.is(node, "Constant")) {
            edit.emit(node);
        } else if (Nodes.is(node, "Cast") && node.getInputCount() > 0) {
            edit.emit(
                    node.toBuilder().setInput(0, here.anyForm(node.getInput(0))).build());
        } else if (!touchesFloats(node, here)) {
            emitFloat(node, here);
        } else {
            rewriteFloats(node, here);
        }
    }

    private void rewriteFloats(NodeProto node, Values here) throws CannotRewrite {
        var obstacle = obstacle(node, here);
        if (obstacle.isPresent()) {
            leftAlone.add(new LeftAlone(Nodes.name(node), node.getOpType(), obstacle.get()));
            emitFloat(node, here);
        } else {
            emitHalf(node, here);
        }
    }

    private Optional<String> obstacle(NodeProto node, Values here) {
        if (technique.blockedNodes().contains(Nodes.name(node))) {
            return Optional.of("the recipe blocks it");
        }
        if (technique.blockedOperators().contains(node.getOpType())) {
            return Optional.of("the recipe blocks its operator");
        }
        if (Nodes.subgraphs(node).findAny().isPresent()) {
            return Optional.of("it is control flow: its body is halved by itself");
        }
        if (!HalfOperators.mayBeHalf(node)) {
            return Optional.of("its operator has no half form");
        }
        return Stream.concat(node.getInputList().stream(), node.getOutputList().stream())
                .filter(name -> !name.isEmpty() && here.types().of(name) == DataType.UNDEFINED_VALUE)
                .findFirst()
                .map(name -> "the type of '" + name + "' is not known");
    }

    private static boolean touchesFloats(NodeProto node, Values here) {
        return node.getInputList().stream().anyMatch(here.types()::isFloat);
    }

    private void emitFloat(NodeProto node, Values here) throws CannotRewrite {
        for (var input : node.getInputList()) {
            here.floatForm(input);
        }
        for (var captured : Captures.of(node)) {
            here.floatForm(captured);
        }
        here.edit().emit(node);
    }

    private void emitHalf(NodeProto node, Values here) throws CannotRewrite {
        var half = node.toBuilder();
        for (int i = 0; i < node.getInputCount(); i++) {
            if (here.types().isFloat(node.getInput(i))) {
                var name = node.getInput(i);
                half.setInput(i, HalfOperators.readsFloat(node, i) ? here.floatForm(name) : here.halfForm(name));
            }
        }
        var made = new ArrayList<String>();
        for (int i = 0; i < node.getOutputCount(); i++) {
            var name = node.getOutput(i);
            if (here.types().isFloat(name) && !HalfOperators.writesFloat(node, i)) {
                half.setOutput(i, here.newHalf(name));
                made.add(name);
            }
        }
        here.edit().emit(half.build());
        for (var name : made) {
            here.keepOutput(name);
        }
        note(node, here);
    }

    private void note(NodeProto node, Values here) {
        for (var input : node.getInputList()) {
            var weights =
                    here.edit().constant(input).filter(tensor -> here.types().isFloat(input));
            if (weights.isPresent()) {
                changed.add(new Changed(Nodes.name(node), node.getOpType(), input, count(weights.get())));
                return;
            }
        }
    }

    private static long count(TensorProto tensor) {
        return tensor.getDimsList().stream().reduce(1L, Math::multiplyExact);
    }

    private Values values(GraphEdit edit) {
        var known = values.get(edit);
        if (known != null) {
            return known;
        }
        var outer = edit.outer();
        var made = new Values(edit, outer == null ? null : values(outer));
        values.put(edit, made);
        return made;
    }
}
