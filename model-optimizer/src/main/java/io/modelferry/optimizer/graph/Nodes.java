package io.modelferry.optimizer.graph;

import io.modelferry.optimizer.schema.AttributeProto;
import io.modelferry.optimizer.schema.AttributeProto.AttributeType;
import io.modelferry.optimizer.schema.GraphProto;
import io.modelferry.optimizer.schema.NodeProto;
import io.modelferry.optimizer.schema.TensorProto;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Reading and writing nodes. */
public final class Nodes {

    private Nodes() {}

    public static boolean isDefaultDomain(String domain) {
        return domain.isEmpty() || domain.equals("ai.onnx");
    }

    /** Whether the node is this operator of the default domain. */
    public static boolean is(NodeProto node, String operator) {
        return node.getOpType().equals(operator) && isDefaultDomain(node.getDomain());
    }

    /** The node's name, or that of its first output if it has none. */
    public static String name(NodeProto node) {
        return node.getName().isEmpty() && node.getOutputCount() > 0 ? node.getOutput(0) : node.getName();
    }

    /** Input {@code index}; empty if the node leaves it out. */
    public static Optional<String> input(NodeProto node, int index) {
        return node.getInputCount() > index && !node.getInput(index).isEmpty()
                ? Optional.of(node.getInput(index))
                : Optional.empty();
    }

    public static long integer(NodeProto node, String attribute, long absent) {
        return find(node, attribute).map(AttributeProto::getI).orElse(absent);
    }

    public static List<Long> integers(NodeProto node, String attribute, List<Long> absent) {
        return find(node, attribute).map(AttributeProto::getIntsList).orElse(absent);
    }

    public static float real(NodeProto node, String attribute, float absent) {
        return find(node, attribute).map(AttributeProto::getF).orElse(absent);
    }

    public static String text(NodeProto node, String attribute, String absent) {
        return find(node, attribute).map(found -> found.getS().toStringUtf8()).orElse(absent);
    }

    /** The tensor of a {@code Constant} node; empty for any other node, and for constants in another notation. */
    public static Optional<TensorProto> constant(NodeProto node) {
        return is(node, "Constant") && node.getOutputCount() > 0
                ? find(node, "value").filter(AttributeProto::hasT).map(AttributeProto::getT)
                : Optional.empty();
    }

    /** The graphs in the node's attributes: branches of {@code If}, bodies of {@code Loop} and {@code Scan}. */
    public static Stream<GraphProto> subgraphs(NodeProto node) {
        return node.getAttributeList().stream()
                .flatMap(attribute -> Stream.concat(
                        attribute.hasG() ? Stream.of(attribute.getG()) : Stream.empty(),
                        attribute.getGraphsList().stream()));
    }

    /** Every node of a graph, and those of its branches and bodies. */
    public static Stream<NodeProto> all(GraphProto graph) {
        return graph.getNodeList().stream()
                .flatMap(node -> Stream.concat(Stream.of(node), subgraphs(node).flatMap(Nodes::all)));
    }

    public static NodeProto node(String operator, String name, List<String> inputs, String... outputs) {
        return NodeProto.newBuilder()
                .setOpType(operator)
                .setName(name)
                .addAllInput(inputs)
                .addAllOutput(Arrays.asList(outputs))
                .build();
    }

    /** @param dataType one of {@link TensorProto.DataType}'s values */
    public static NodeProto cast(String name, String input, String output, int dataType) {
        return with(node("Cast", name, List.of(input), output), integer("to", dataType));
    }

    public static NodeProto with(NodeProto node, AttributeProto... attributes) {
        return node.toBuilder().addAllAttribute(Arrays.asList(attributes)).build();
    }

    public static AttributeProto integer(String name, long value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeType.INT)
                .setI(value)
                .build();
    }

    private static Optional<AttributeProto> find(NodeProto node, String attribute) {
        return node.getAttributeList().stream()
                .filter(candidate -> candidate.getName().equals(attribute))
                .findFirst();
    }
}
