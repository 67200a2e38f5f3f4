package io.modelferry.optimizer.quantise;

import io.modelferry.optimizer.schema.AttributeProto;
import io.modelferry.optimizer.schema.AttributeProto.AttributeType;
import io.modelferry.optimizer.schema.NodeProto;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Reading and writing nodes. */
final class Operators {

    private Operators() {}

    static boolean isDefaultDomain(String domain) {
        return domain.isEmpty() || domain.equals("ai.onnx");
    }

    static boolean is(NodeProto node, String operator) {
        return node.getOpType().equals(operator) && isDefaultDomain(node.getDomain());
    }

    static long integer(NodeProto node, String attribute, long absent) {
        return find(node, attribute).map(AttributeProto::getI).orElse(absent);
    }

    static float real(NodeProto node, String attribute, float absent) {
        return find(node, attribute).map(AttributeProto::getF).orElse(absent);
    }

    static NodeProto node(String operator, String name, List<String> inputs, String... outputs) {
        return NodeProto.newBuilder()
                .setOpType(operator)
                .setName(name)
                .addAllInput(inputs)
                .addAllOutput(Arrays.asList(outputs))
                .build();
    }

    static NodeProto cast(String name, String input, String output, int dataType) {
        return node("Cast", name, List.of(input), output).toBuilder()
                .addAttribute(AttributeProto.newBuilder()
                        .setName("to")
                        .setType(AttributeType.INT)
                        .setI(dataType))
                .build();
    }

    private static Optional<AttributeProto> find(NodeProto node, String attribute) {
        return node.getAttributeList().stream()
                .filter(candidate -> candidate.getName().equals(attribute))
                .findFirst();
    }
}
