package io.modelferry.optimizer.testing;

import io.modelferry.optimizer.graph.Nodes;
import io.modelferry.optimizer.graph.Tensors;
import io.modelferry.optimizer.schema.AttributeProto;
import io.modelferry.optimizer.schema.AttributeProto.AttributeType;
import io.modelferry.optimizer.schema.GraphProto;
import io.modelferry.optimizer.schema.ModelProto;
import io.modelferry.optimizer.schema.NodeProto;
import io.modelferry.optimizer.schema.OperatorSetIdProto;
import io.modelferry.optimizer.schema.TensorProto;
import io.modelferry.optimizer.schema.TensorProto.DataType;
import io.modelferry.optimizer.schema.TensorShapeProto;
import io.modelferry.optimizer.schema.TensorShapeProto.Dimension;
import io.modelferry.optimizer.schema.TypeProto;
import io.modelferry.optimizer.schema.ValueInfoProto;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;

/** Models small enough to read, large enough to run. Input {@code x} FLOAT [batch, 8], output {@code y} FLOAT [batch, 4]. */
public final class TinyModels {

    public static final int FEATURES = 8;
    public static final int CLASSES = 4;

    private TinyModels() {}

    /** The demo's models, as the repository holds them. */
    public static Path demo(String file) {
        return Path.of("..", "demo", "models", file);
    }

    /** {@code y = x · W}. */
    public static ModelProto matMul() {
        return model(GraphProto.newBuilder()
                .addNode(node("MatMul", "product", List.of("x", "W"), "y"))
                .addInitializer(weights("W", FEATURES, CLASSES)));
    }

    /** {@code y = x · Wᵀ + b}, as exporters write a fully connected layer; {@code attributes} go onto the Gemm. */
    public static ModelProto gemm(boolean transposed, AttributeProto... attributes) {
        var gemm = node("Gemm", "layer", List.of("x", "W", "b"), "y").toBuilder();
        if (transposed) {
            gemm.addAttribute(integer("transB", 1));
        }
        return model(GraphProto.newBuilder()
                .addNode(gemm.addAllAttribute(Arrays.asList(attributes)))
                .addInitializer(transposed ? weights("W", CLASSES, FEATURES) : weights("W", FEATURES, CLASSES))
                .addInitializer(weights("b", CLASSES)));
    }

    /** A graph with {@code x} and {@code y} around it, opset 17. */
    public static ModelProto model(GraphProto.Builder graph) {
        return ModelProto.newBuilder()
                .setIrVersion(8)
                .setProducerName("tiny")
                .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(17))
                .setGraph(graph.setName("tiny")
                        .addInput(port("x", "batch", FEATURES))
                        .addOutput(port("y", "batch", CLASSES)))
                .build();
    }

    public static NodeProto node(String operator, String name, List<String> inputs, String... outputs) {
        return Nodes.node(operator, name, inputs, outputs);
    }

    public static AttributeProto integer(String name, long value) {
        return Nodes.integer(name, value);
    }

    public static AttributeProto real(String name, float value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeType.FLOAT)
                .setF(value)
                .build();
    }

    public static AttributeProto graph(String name, GraphProto.Builder graph) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeType.GRAPH)
                .setG(graph)
                .build();
    }

    /** Weights from a seed that depends on nothing but the name. */
    public static TensorProto weights(String name, long... dims) {
        var random = new Random(name.hashCode());
        var values = new float[(int) LongStream.of(dims).reduce(1, (a, b) -> a * b)];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian() * 0.3f;
        }
        return floats(name, values, dims);
    }

    public static TensorProto floats(String name, float[] values, long... dims) {
        return Tensors.floats(name, values, dims);
    }

    public static ValueInfoProto port(String name, String batch, long features) {
        var shape = TensorShapeProto.newBuilder()
                .addDim(Dimension.newBuilder().setDimParam(batch))
                .addDim(Dimension.newBuilder().setDimValue(features));
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder()
                        .setTensorType(TypeProto.Tensor.newBuilder()
                                .setElemType(DataType.FLOAT_VALUE)
                                .setShape(shape)))
                .build();
    }

    public static Path write(ModelProto model, Path file) throws IOException {
        return Files.write(file, model.toByteArray());
    }
}
