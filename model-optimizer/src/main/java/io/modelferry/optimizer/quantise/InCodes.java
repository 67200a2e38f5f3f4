package io.modelferry.optimizer.quantise;

import io.modelferry.optimizer.graph.Nodes;
import io.modelferry.optimizer.graph.Rewritten.LeftAlone;
import io.modelferry.optimizer.schema.ModelProto;
import io.modelferry.optimizer.schema.NodeProto;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Models that came quantised: trained that way ({@code QuantizeLinear} inside), or quantised by another tool before. */
public final class InCodes {

    private static final Set<String> TO_CODES = Set.of("QuantizeLinear", "DynamicQuantizeLinear");

    private InCodes() {}

    /** The layers that compute with codes; empty if the model is in float. */
    public static List<LeftAlone> layers(ModelProto model) {
        var nodes = model.getGraph().getNodeList();
        if (nodes.stream()
                .noneMatch(node -> Nodes.isDefaultDomain(node.getDomain()) && TO_CODES.contains(node.getOpType()))) {
            return List.of();
        }
        var decoded = new HashSet<String>();
        nodes.stream()
                .filter(node -> Nodes.is(node, "DequantizeLinear"))
                .forEach(node -> decoded.addAll(node.getOutputList()));
        return nodes.stream()
                .filter(node -> isInteger(node)
                        || (isLayer(node) && node.getInputList().stream().anyMatch(decoded::contains)))
                .map(node -> new LeftAlone(Nodes.name(node), node.getOpType(), "it came in codes"))
                .toList();
    }

    private static boolean isInteger(NodeProto node) {
        return Nodes.is(node, "MatMulInteger")
                || Nodes.is(node, "ConvInteger")
                || Nodes.is(node, "QLinearMatMul")
                || Nodes.is(node, "QLinearConv");
    }

    private static boolean isLayer(NodeProto node) {
        return Layer.of(node)
                .or(() -> Layer.convolution(node))
                .or(() -> Layer.lookup(node))
                .isPresent();
    }
}
