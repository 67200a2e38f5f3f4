package io.modelferry.optimizer.quantise;

import io.modelferry.optimizer.graph.CannotRewrite;
import io.modelferry.optimizer.graph.GraphEdit;
import io.modelferry.optimizer.graph.Nodes;
import io.modelferry.optimizer.graph.Opsets;
import io.modelferry.optimizer.graph.Rewritten;
import io.modelferry.optimizer.graph.Rewritten.Changed;
import io.modelferry.optimizer.graph.Rewritten.LeftAlone;
import io.modelferry.optimizer.graph.Tensors;
import io.modelferry.optimizer.quantise.QdqPlan.Bias;
import io.modelferry.optimizer.quantise.QdqPlan.Codes;
import io.modelferry.optimizer.recipe.StaticQuantisation;
import io.modelferry.optimizer.schema.ModelProto;
import io.modelferry.optimizer.schema.NodeProto;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Static quantisation. The graph that comes out is the one of ONNX Runtime's {@code quantize_static} in the form QDQ: {@code
 * QuantizeLinear} and {@code DequantizeLinear} on each activation that has codes, a {@code DequantizeLinear} on each constant.
 * Names are those of the reference tool. The main graph only; branches and bodies read what they read before.
 */
public final class StaticRewriting implements GraphEdit.Pass<CannotRewrite> {

    private static final long FIRST_OPSET = 10;
    private static final long FIRST_OPSET_WITH_CHANNELS = 13;

    private final StaticQuantisation technique;
    private final QdqPlan plan;
    private final StaticScales scales;
    private final Map<String, Parameters> parameters = new HashMap<>();
    private final Map<String, String> dequantised = new HashMap<>();
    private final List<Changed> changed = new ArrayList<>();
    private final List<LeftAlone> leftAlone = new ArrayList<>();

    /** Names of the initializers that a pair of nodes reads. */
    private record Parameters(String scale, String zeroPoint) {}

    private StaticRewriting(StaticQuantisation technique, QdqPlan plan) throws CannotRewrite {
        this.technique = technique;
        this.plan = plan;
        this.scales = new StaticScales(plan, technique);
    }

    /** @throws CannotRewrite if the operators do not exist in the model's opset, a range is missing, or weights are no numbers */
    public static Rewritten rewrite(ModelProto model, StaticQuantisation technique) throws CannotRewrite {
        Opsets.require(model, FIRST_OPSET, "QuantizeLinear");
        if (technique.perChannel()) {
            Opsets.require(model, FIRST_OPSET_WITH_CHANNELS, "DequantizeLinear for channels");
        }
        var pass = new StaticRewriting(technique, QdqPlan.of(model, technique));
        return new Rewritten(GraphEdit.rewrite(model, pass), pass.changed, pass.leftAlone);
    }

    @Override
    public void rewrite(NodeProto node, GraphEdit edit) throws CannotRewrite {
        if (edit.outer() != null) {
            edit.emit(node);
            return;
        }
        report(node);
        if (plan.isDropped(node)) {
            return;
        }
        var made = node.toBuilder();
        for (int i = 0; i < node.getInputCount(); i++) {
            made.setInput(i, input(node, i, edit));
        }
        var pairs = new LinkedHashMap<String, String>();
        for (int i = 0; i < node.getOutputCount(); i++) {
            var output = plan.output(node.getOutput(i));
            if (hasCodes(output)) {
                pairs.put(
                        output, plan.graph().isOutput(output) ? edit.fresh(output + "_QuantizeLinear_Input") : output);
            }
            made.setOutput(i, pairs.getOrDefault(output, output));
        }
        edit.emit(made.build());
        for (var pair : pairs.entrySet()) {
            emitPair(pair.getKey(), pair.getValue(), edit);
        }
    }

    private boolean hasCodes(String activation) {
        return plan.codes().containsKey(activation)
                && scales.constant(activation).isEmpty();
    }

    private String input(NodeProto node, int index, GraphEdit edit) throws CannotRewrite {
        var name = node.getInput(index);
        var bias = plan.bias(node, index);
        if (bias.isPresent()) {
            return wide(bias.get(), edit).orElse(name);
        }
        if (scales.constant(name).isPresent()) {
            return constant(name, edit);
        }
        if (hasCodes(name) && plan.graph().isInput(name) && !dequantised.containsKey(name)) {
            emitPair(name, name, edit);
        }
        return dequantised.getOrDefault(name, name);
    }

    /** @param source what is quantised: the tensor, or another name for it if the tensor's own is that of the model's output */
    private void emitPair(String tensor, String source, GraphEdit edit) throws CannotRewrite {
        var of = parameters(plan.root(tensor), edit);
        var codes = edit.fresh(tensor + "_QuantizeLinear_Output");
        var output = source.equals(tensor) ? edit.fresh(tensor + "_DequantizeLinear_Output") : tensor;
        edit.emit(Nodes.node(
                "QuantizeLinear",
                edit.fresh(tensor + "_QuantizeLinear"),
                List.of(source, of.scale(), of.zeroPoint()),
                codes));
        edit.emit(Nodes.node(
                "DequantizeLinear",
                edit.fresh(tensor + "_DequantizeLinear"),
                List.of(codes, of.scale(), of.zeroPoint()),
                output));
        dequantised.put(tensor, output);
    }

    private String constant(String name, GraphEdit edit) throws CannotRewrite {
        var known = dequantised.get(name);
        if (known != null) {
            return known;
        }
        var weights = scales.constant(name).orElseThrow();
        var of = parameters(name, edit);
        var codes = edit.fresh(name + "_quantized");
        edit.add(weights.codes(codes));
        var output = edit.fresh(name + "_DequantizeLinear_Output");
        var axis = plan.codes().get(name) instanceof Codes.Weight weight ? weight.axis() : null;
        edit.emit(dequantise(name, codes, of, axis, output, edit));
        dequantised.put(name, output);
        return output;
    }

    private static NodeProto dequantise(
            String name, String codes, Parameters of, @Nullable Integer axis, String output, GraphEdit edit) {
        var node = Nodes.node(
                "DequantizeLinear",
                edit.fresh(name + "_DequantizeLinear"),
                List.of(codes, of.scale(), of.zeroPoint()),
                output);
        return axis == null ? node : Nodes.with(node, Nodes.integer("axis", axis));
    }

    private Parameters parameters(String root, GraphEdit edit) throws CannotRewrite {
        var known = parameters.get(root);
        if (known != null) {
            return known;
        }
        var made = new Parameters(edit.fresh(root + "_scale"), edit.fresh(root + "_zero_point"));
        var constant = scales.constant(root);
        if (constant.isPresent()) {
            edit.add(constant.get().scale(made.scale()));
            edit.add(constant.get().zeroPoint(made.zeroPoint()));
        } else {
            var map = scales.of(root);
            edit.add(Tensors.scalar(made.scale(), map.scale()));
            edit.add(Tensors.codes(made.zeroPoint(), map.type(), new byte[] {(byte) map.zeroPoint()}));
        }
        parameters.put(root, made);
        return made;
    }

    /** The bias in 32 bits, as the node's input; empty if it has to stay in float. */
    private Optional<String> wide(Bias bias, GraphEdit edit) throws CannotRewrite {
        var weights = scales.constant(bias.weights()).orElseThrow();
        var values = new WideBias(edit.constant(bias.tensor()).orElseThrow());
        var coded = values.fits(weights)
                ? values.coded(weights.maps(), scales.of(bias.activation()).scale())
                : Optional.<WideBias.Coded>empty();
        return coded.map(of -> wide(bias.tensor(), of, edit));
    }

    private static String wide(String bias, WideBias.Coded coded, GraphEdit edit) {
        var codes = edit.fresh(bias + "_quantized");
        var of = new Parameters(edit.fresh(bias + "_quantized_scale"), edit.fresh(bias + "_quantized_zero_point"));
        edit.add(coded.codes(codes));
        edit.add(coded.scale(of.scale()));
        edit.add(coded.zeroPoint(of.zeroPoint()));
        var output = edit.fresh(bias + "_DequantizeLinear_Output");
        edit.emit(dequantise(bias, codes, of, coded.isPerChannel() ? 0 : null, output, edit));
        return output;
    }

    private void report(NodeProto node) {
        var rule = plan.rule(node);
        var name = Nodes.name(node);
        if (rule.isEmpty() || !rule.get().isLayer()) {
            return;
        }
        if (technique.excluded().contains(name)) {
            leftAlone.add(new LeftAlone(name, node.getOpType(), "the recipe excludes it"));
        } else if (plan.isQuantised(node)) {
            var weights = node.getInputList().stream()
                    .filter(input -> scales.constant(input).isPresent())
                    .findFirst();
            if (weights.isEmpty() && rule.get() == QdqRule.LOOKED_UP) {
                return;
            }
            var count = weights.flatMap(scales::constant)
                    .map(EightBitWeights::count)
                    .orElse(0);
            changed.add(new Changed(name, node.getOpType(), weights.orElse(""), count));
        } else if (rule.get() != QdqRule.LOOKED_UP) {
            leftAlone.add(new LeftAlone(name, node.getOpType(), "what it computes is not FLOAT"));
        }
    }
}
