package io.modelferry.optimizer.quantise;

import static io.modelferry.optimizer.testing.Running.cosine;
import static io.modelferry.optimizer.testing.Running.noise;
import static io.modelferry.optimizer.testing.Running.run;
import static io.modelferry.optimizer.testing.TinyModels.CLASSES;
import static io.modelferry.optimizer.testing.TinyModels.FEATURES;
import static io.modelferry.optimizer.testing.TinyModels.floats;
import static io.modelferry.optimizer.testing.TinyModels.gemm;
import static io.modelferry.optimizer.testing.TinyModels.graph;
import static io.modelferry.optimizer.testing.TinyModels.integer;
import static io.modelferry.optimizer.testing.TinyModels.matMul;
import static io.modelferry.optimizer.testing.TinyModels.model;
import static io.modelferry.optimizer.testing.TinyModels.node;
import static io.modelferry.optimizer.testing.TinyModels.port;
import static io.modelferry.optimizer.testing.TinyModels.weights;
import static io.modelferry.optimizer.testing.TinyModels.write;
import static org.assertj.core.api.Assertions.assertThat;

import io.modelferry.delta.recipe.EightBit;
import io.modelferry.optimizer.Optimizer;
import io.modelferry.optimizer.graph.Rewritten.Changed;
import io.modelferry.optimizer.graph.Tensors;
import io.modelferry.optimizer.onnx.OnnxFile;
import io.modelferry.optimizer.recipe.DynamicQuantisation;
import io.modelferry.optimizer.schema.AttributeProto;
import io.modelferry.optimizer.schema.GraphProto;
import io.modelferry.optimizer.schema.ModelProto;
import io.modelferry.optimizer.schema.TensorProto;
import io.modelferry.optimizer.schema.TensorShapeProto;
import io.modelferry.optimizer.schema.TypeProto;
import io.modelferry.optimizer.schema.ValueInfoProto;
import java.nio.ByteOrder;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every kind of layer that is quantised dynamically still says nearly the same. */
class DynamicRewritingTest extends DynamicQuantising {

    static Stream<Arguments> layers() {
        var shared = model(GraphProto.newBuilder()
                .addNode(node("MatMul", "first", List.of("x", "square"), "a"))
                .addNode(node("MatMul", "second", List.of("a", "square"), "b"))
                .addNode(node("MatMul", "third", List.of("a", "W"), "c"))
                .addNode(node("MatMul", "fourth", List.of("b", "W"), "d"))
                .addNode(node("Add", "sum", List.of("c", "d"), "y"))
                .addInitializer(weights("square", FEATURES, FEATURES))
                .addInitializer(weights("W", FEATURES, CLASSES)));
        var unnamed = matMul().toBuilder();
        unnamed.getGraphBuilder().getNodeBuilder(0).clearName();
        var convolved = model(GraphProto.newBuilder()
                .addNode(node("Unsqueeze", "widen", List.of("x", "one"), "signal"))
                .addNode(node("Conv", "smooth", List.of("signal", "kernel", "bias"), "a"))
                .addNode(node("Conv", "plain", List.of("a", "point"), "b"))
                .addNode(node("ReduceMean", "mean", List.of("b"), "y").toBuilder()
                        .addAttribute(integer("keepdims", 0))
                        .addAttribute(AttributeProto.newBuilder()
                                .setName("axes")
                                .setType(AttributeProto.AttributeType.INTS)
                                .addInts(2))
                        .build())
                .addInitializer(Tensors.longs("one", new long[] {1}, 1))
                .addInitializer(weights("kernel", 3, 1, 3))
                .addInitializer(weights("bias", 3))
                .addInitializer(weights("point", CLASSES, 3, 1)));
        var branch = GraphProto.newBuilder()
                .setName("branch")
                .addNode(node("Constant", "held", List.of(), "V").toBuilder()
                        .addAttribute(AttributeProto.newBuilder()
                                .setName("value")
                                .setType(AttributeProto.AttributeType.TENSOR)
                                .setT(weights("V", FEATURES, CLASSES)))
                        .build())
                .addNode(node("MatMul", "inner", List.of("x", "V"), "z"))
                .addOutput(port("z", "batch", CLASSES));
        var branching = model(GraphProto.newBuilder()
                .addNode(node("If", "choice", List.of("yes"), "y").toBuilder()
                        .addAttribute(graph("then_branch", branch))
                        .addAttribute(graph("else_branch", branch))
                        .build())
                .addInitializer(Tensors.raw("yes", TensorProto.DataType.BOOL_VALUE, new long[0], new byte[] {1})));
        var looked = model(GraphProto.newBuilder()
                .addNode(node("Gather", "embed", List.of("table", "rows"), "e"))
                .addNode(node("MatMul", "product", List.of("x", "e"), "y"))
                .addInitializer(Tensors.longs("rows", new long[] {5, 0, 3, 3, 9, 2, 7, 1}, FEATURES))
                .addInitializer(weights("table", 10, CLASSES)));
        var listed = matMul().toBuilder();
        var values = OnnxValues.of(weights("W", FEATURES, CLASSES));
        listed.getGraphBuilder().getInitializerBuilder(0).clearRawData().addAllFloatData(values);
        return Stream.of(
                Arguments.of("MatMul", matMul(), 1),
                Arguments.of("Gemm", gemm(false), 1),
                Arguments.of("Gemm with transposed weights", gemm(true), 1),
                Arguments.of("layers that share weights and activations", shared, 4),
                Arguments.of("convolutions with and without a bias", convolved, 2),
                Arguments.of("constants in both branches", branching, 2),
                Arguments.of("a table that is looked up", looked, 1),
                Arguments.of("a node without a name", unnamed.build(), 1),
                Arguments.of("weights that are listed, not raw", listed.build(), 1));
    }

    /** Processors without VNNI saturate sums of eight-bit products here and there: each layer may lose a little more. */
    private static final double LOST_IN_A_LAYER = 0.001;

    @ParameterizedTest(name = "{0}")
    @MethodSource("layers")
    void theQuantisedModelRunsAndSaysNearlyTheSame(String name, ModelProto model, int layers) throws Exception {
        var before = write(model, folder.resolve("before.onnx"));
        var after = folder.resolve("after.onnx");
        var x = noise(11, BATCH * FEATURES);

        for (var type : EightBit.values()) {
            var report = quantise(type, before, after);

            assertThat(report.changed()).hasSize(layers);
            assertThat(cosine(run(before, x, BATCH, FEATURES), run(after, x, BATCH, FEATURES)))
                    .as("%s %s", name, type)
                    .isGreaterThan(1 - LOST_IN_A_LAYER * layers);
        }
    }

    /** A scale for each column takes what one scale for all cannot: columns of very different size. */
    @ParameterizedTest
    @CsvSource({"false, false", "true, false", "false, true", "true, true"})
    void eachColumnHasAScaleAndSevenBitsLeaveRoomForSums(boolean transposed, boolean reduceRange) throws Exception {
        var before = write(spread(transposed), folder.resolve("before.onnx"));
        var after = folder.resolve("after.onnx");
        var technique = new DynamicQuantisation(EightBit.INT8, true, reduceRange, new TreeSet<>());

        Optimizer.optimise(before, technique, after);

        var made = OnnxFile.read(after).getGraph();
        var codes = tensor(made, "W_quantized").toByteArray();
        var bound = reduceRange ? 64 : 127;
        assertThat(tensor(made, "W_scale").size()).isEqualTo(Float.BYTES * CLASSES);
        assertThat(tensor(made, "W_zero_point").toByteArray()).containsOnly(0).hasSize(CLASSES);
        assertThat(IntStream.range(0, codes.length).map(i -> Math.abs(codes[i])).max())
                .hasValue(bound);
        for (int column = 0; column < CLASSES; column++) {
            assertThat(largest(codes, column)).isEqualTo(bound); // each column uses all that it may
        }
        var x = noise(17, BATCH * FEATURES);
        assertThat(cosine(run(before, x, BATCH, FEATURES), run(after, x, BATCH, FEATURES)))
                .isGreaterThan(0.998);
    }

    /** Weights whose columns differ a thousandfold. */
    private static ModelProto spread(boolean transposed) {
        var values = noise(23, FEATURES * CLASSES);
        for (int row = 0; row < FEATURES; row++) {
            for (int column = 0; column < CLASSES; column++) {
                values[transposed ? column * FEATURES + row : row * CLASSES + column] *= (float) Math.pow(10, -column);
            }
        }
        var gemm = gemm(transposed).toBuilder();
        var graph = gemm.getGraphBuilder();
        graph.setInitializer(
                0, transposed ? floats("W", values, CLASSES, FEATURES) : floats("W", values, FEATURES, CLASSES));
        return gemm.build();
    }

    private static int largest(byte[] codes, int column) {
        return IntStream.range(0, FEATURES)
                .map(row -> Math.abs(codes[row * CLASSES + column]))
                .max()
                .orElseThrow();
    }

    /** The body runs three times over {@code x · V}, with weights that are its own constant and weights of the outer graph. */
    @Test
    void constantsInTheBodyOfALoopAreQuantisedWhereTheyLie() throws Exception {
        var body = GraphProto.newBuilder()
                .setName("body")
                .addInput(value("turn", TensorProto.DataType.INT64_VALUE))
                .addInput(value("go", TensorProto.DataType.BOOL_VALUE))
                .addInput(port("state", "batch", FEATURES))
                .addInitializer(weights("V", FEATURES, FEATURES))
                .addNode(node("MatMul", "own", List.of("state", "V"), "inner"))
                .addNode(node("MatMul", "shared", List.of("inner", "square"), "next"))
                .addNode(node("Identity", "on", List.of("go"), "go_on"))
                .addOutput(value("go_on", TensorProto.DataType.BOOL_VALUE))
                .addOutput(port("next", "batch", FEATURES));
        var model = model(GraphProto.newBuilder()
                .addNode(node("Loop", "loop", List.of("turns", "yes", "x"), "turned").toBuilder()
                        .addAttribute(graph("body", body))
                        .build())
                .addNode(node("MatMul", "last", List.of("turned", "W"), "y"))
                .addInitializer(Tensors.longs("turns", new long[] {3}))
                .addInitializer(Tensors.raw("yes", TensorProto.DataType.BOOL_VALUE, new long[0], new byte[] {1}))
                .addInitializer(weights("square", FEATURES, FEATURES))
                .addInitializer(weights("W", FEATURES, CLASSES)));
        var before = write(model, folder.resolve("before.onnx"));
        var after = folder.resolve("after.onnx");

        var report = quantise(EightBit.INT8, before, after);

        var made = OnnxFile.read(after).getGraph();
        var loop = made.getNodeList().stream()
                .filter(node -> node.getOpType().equals("Loop"))
                .findFirst()
                .orElseThrow();
        assertThat(report.changed()).extracting(Changed::node).containsExactly("own", "shared", "last");
        assertThat(loop.getAttribute(0).getG().getInitializerList())
                .extracting(TensorProto::getName)
                .containsExactlyInAnyOrder("V_quantized", "V_scale", "V_zero_point");
        assertThat(made.getInitializerList())
                .extracting(TensorProto::getName)
                .contains("square_quantized")
                .doesNotContain("square", "V_quantized");
        var x = noise(29, BATCH * FEATURES);
        assertThat(cosine(run(before, x, BATCH, FEATURES), run(after, x, BATCH, FEATURES)))
                .isGreaterThan(0.99);
    }

    private static ValueInfoProto value(String name, int type) {
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder()
                        .setTensorType(TypeProto.Tensor.newBuilder()
                                .setElemType(type)
                                .setShape(TensorShapeProto.getDefaultInstance())))
                .build();
    }

    private static final class OnnxValues {
        static List<Float> of(TensorProto tensor) {
            var buffer = tensor.getRawData()
                    .asReadOnlyByteBuffer()
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .asFloatBuffer();
            return Stream.generate(buffer::get).limit(buffer.capacity()).toList();
        }
    }
}
