package io.modelferry.control.optimisation.making;

import com.google.protobuf.ByteString;
import io.modelferry.control.testing.CatalogRooms;
import io.modelferry.optimizer.schema.AttributeProto;
import io.modelferry.optimizer.schema.AttributeProto.AttributeType;
import io.modelferry.optimizer.schema.GraphProto;
import io.modelferry.optimizer.schema.ModelProto;
import io.modelferry.optimizer.schema.NodeProto;
import io.modelferry.optimizer.schema.TensorProto;
import io.modelferry.optimizer.schema.TensorProto.DataType;
import io.modelferry.optimizer.schema.TensorShapeProto;
import io.modelferry.optimizer.schema.TypeProto;
import io.modelferry.optimizer.schema.ValueInfoProto;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The demo's model, and what a bad author could make of it. */
public final class TestModels {

    private TestModels() {}

    public static ModelProto.Builder demo() throws IOException {
        return ModelProto.parseFrom(Files.readAllBytes(CatalogRooms.demo("meter-reader-1.onnx"))).toBuilder();
    }

    public static Path write(ModelProto.Builder model, Path folder) throws IOException {
        return Files.write(folder.resolve("model.onnx"), model.build().toByteArray());
    }

    /** Loads well, and once it runs it never ends. */
    static ModelProto.Builder endless() throws IOException {
        var model = demo();
        model.getGraphBuilder()
                .addInitializer(scalar("spins", DataType.INT64, 8, Long.MAX_VALUE))
                .addInitializer(scalar("always", DataType.BOOL, 1, 1))
                .addInitializer(scalar("start", DataType.FLOAT, 4, 0))
                .addNode(node("Loop", "spin", List.of("spins", "always", "start"), "spun")
                        .addAttribute(AttributeProto.newBuilder()
                                .setName("body")
                                .setType(AttributeType.GRAPH)
                                .setG(spinning())))
                .addOutput(port("spun", DataType.FLOAT));
        return model;
    }

    /** Two nodes that wait for each other. */
    static ModelProto.Builder cyclic() throws IOException {
        var model = demo();
        var input = model.getGraph().getInput(0).getName();
        model.getGraphBuilder()
                .addNode(node("Add", "hen", List.of(input, "chick"), "egg"))
                .addNode(node("Relu", "hatching", List.of("egg"), "chick"));
        return model;
    }

    static ModelProto.Builder ofOpset(long opset) throws IOException {
        var model = demo();
        model.getOpsetImportBuilder(0).setVersion(opset);
        return model;
    }

    /** @param name of an initializer; its first value becomes {@code value} */
    public static ModelProto.Builder withWeight(String name, float value) throws IOException {
        var model = demo();
        var weights = initializer(model, name);
        var values = weights.getRawData().toByteArray();
        ByteBuffer.wrap(values).order(ByteOrder.LITTLE_ENDIAN).putFloat(0, value);
        weights.setRawData(ByteString.copyFrom(values));
        return model;
    }

    /**
     * Leaves one layer that can be quantised: a caller may replace the weights of all others.
     *
     * @param weights of that layer
     */
    static ModelProto.Builder alone(ModelProto.Builder model, String weights) {
        var graph = model.getGraphBuilder();
        for (var tensor : model.getGraph().getInitializerList()) {
            if (tensor.getDimsCount() > 1 && !tensor.getName().equals(weights)) {
                var shape = TensorShapeProto.newBuilder();
                tensor.getDimsList().forEach(size -> shape.addDimBuilder().setDimValue(size));
                graph.addInputBuilder()
                        .setName(tensor.getName())
                        .getTypeBuilder()
                        .getTensorTypeBuilder()
                        .setElemType(tensor.getDataType())
                        .setShape(shape);
            }
        }
        return model;
    }

    /** @param name of an initializer that is left without a value */
    static ModelProto.Builder withEmpty(String name) throws IOException {
        var model = demo();
        var weights = initializer(model, name);
        weights.setDims(0, 0).setRawData(ByteString.EMPTY);
        return model;
    }

    private static TensorProto.Builder initializer(ModelProto.Builder model, String name) {
        return model.getGraphBuilder().getInitializerBuilderList().stream()
                .filter(tensor -> tensor.getName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static GraphProto spinning() {
        return GraphProto.newBuilder()
                .setName("spinning")
                .addInput(port("turn", DataType.INT64))
                .addInput(port("going", DataType.BOOL))
                .addInput(port("before", DataType.FLOAT))
                .addNode(node("Identity", "on", List.of("going"), "goOn"))
                .addNode(node("Cos", "work", List.of("before"), "after"))
                .addOutput(port("goOn", DataType.BOOL))
                .addOutput(port("after", DataType.FLOAT))
                .build();
    }

    private static NodeProto.Builder node(String operator, String name, List<String> inputs, String output) {
        return NodeProto.newBuilder()
                .setOpType(operator)
                .setName(name)
                .addAllInput(inputs)
                .addOutput(output);
    }

    private static TensorProto scalar(String name, DataType type, int bytes, long value) {
        var all = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(0, value);
        return TensorProto.newBuilder()
                .setName(name)
                .setDataType(type.getNumber())
                .setRawData(ByteString.copyFrom(all.array(), 0, bytes))
                .build();
    }

    private static ValueInfoProto port(String name, DataType type) {
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder()
                        .setTensorType(TypeProto.Tensor.newBuilder()
                                .setElemType(type.getNumber())
                                .setShape(TensorShapeProto.getDefaultInstance())))
                .build();
    }
}
