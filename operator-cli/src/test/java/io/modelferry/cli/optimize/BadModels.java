package io.modelferry.cli.optimize;

import com.google.protobuf.ByteString;
import io.modelferry.optimizer.schema.ModelProto;
import io.modelferry.optimizer.schema.NodeProto;
import io.modelferry.optimizer.schema.StringStringEntryProto;
import io.modelferry.optimizer.schema.TensorProto;
import io.modelferry.optimizer.schema.TensorProto.DataLocation;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** What a bad author, or a bad disk, could make of the demo's model, and what has to be said of it. */
enum BadModels {
    NO_MODEL("not an ONNX model", bytes -> "no model at all".getBytes(StandardCharsets.UTF_8)),
    EMPTY_FILE("not an ONNX model", bytes -> new byte[0]),
    TRUNCATED("bytes too early (offset", bytes -> Arrays.copyOf(bytes, bytes.length / 2)),
    SHORT_TENSOR(
            model -> weights(model).setRawData(ByteString.copyFrom(new byte[12])),
            "tensor 'digit.weight' holds 12 bytes where its shape needs"),
    CYCLIC(
            model -> model.getGraphBuilder()
                    .addNode(node("Add", "hen", "egg").addInput("image").addInput("chick"))
                    .addNode(node("Relu", "hatching", "chick").addInput("egg")),
            "node 'hatching' waits for its own output"),
    EXTERNAL_DATA(
            model -> weights(model)
                    .clearRawData()
                    .setDataLocation(DataLocation.EXTERNAL)
                    .addExternalData(StringStringEntryProto.newBuilder()
                            .setKey("location")
                            .setValue("/etc/passwd")),
            "tensor 'digit.weight' keeps its values in another file"),
    UNKNOWN_OPSET(model -> model.getOpsetImportBuilder(0).setVersion(99), "99"),
    ZERO_SIZE(model -> weights(model).setDims(0, 0).setRawData(ByteString.EMPTY), "digit"),
    NOT_A_NUMBER(BadModels::spoil, "tensor 'digit.weight'");

    private final UnaryOperator<byte[]> change;
    private final String words;

    BadModels(String words, UnaryOperator<byte[]> change) {
        this.words = words;
        this.change = change;
    }

    BadModels(Consumer<ModelProto.Builder> change, String words) {
        this(words, bytes -> changed(bytes, change));
    }

    /** What a refusal contains: a node, a tensor, an opset or a place in the file. */
    String words() {
        return words;
    }

    void write(Path good, Path file) throws IOException {
        Files.write(file, change.apply(Files.readAllBytes(good)));
    }

    private static byte[] changed(byte[] bytes, Consumer<ModelProto.Builder> change) {
        try {
            var model = ModelProto.parseFrom(bytes).toBuilder();
            change.accept(model);
            return model.build().toByteArray();
        } catch (IOException e) {
            throw new IllegalStateException("the demo's model cannot be read", e);
        }
    }

    private static void spoil(ModelProto.Builder model) {
        var values = weights(model).getRawData().toByteArray();
        ByteBuffer.wrap(values).order(ByteOrder.LITTLE_ENDIAN).putFloat(0, Float.NaN);
        weights(model).setRawData(ByteString.copyFrom(values));
    }

    private static TensorProto.Builder weights(ModelProto.Builder model) {
        return model.getGraphBuilder().getInitializerBuilderList().stream()
                .filter(tensor -> tensor.getName().equals("digit.weight"))
                .findFirst()
                .orElseThrow();
    }

    private static NodeProto.Builder node(String operator, String name, String output) {
        return NodeProto.newBuilder().setOpType(operator).setName(name).addOutput(output);
    }
}
