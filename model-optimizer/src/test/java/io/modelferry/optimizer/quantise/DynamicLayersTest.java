package io.modelferry.optimizer.quantise;

import static io.modelferry.optimizer.quantise.DynamicVariants.quantise;
import static io.modelferry.optimizer.quantise.DynamicVariants.tensor;
import static io.modelferry.optimizer.testing.Running.cosine;
import static io.modelferry.optimizer.testing.Running.noise;
import static io.modelferry.optimizer.testing.Running.run;
import static io.modelferry.optimizer.testing.TinyModels.CLASSES;
import static io.modelferry.optimizer.testing.TinyModels.FEATURES;
import static io.modelferry.optimizer.testing.TinyModels.gemm;
import static io.modelferry.optimizer.testing.TinyModels.graph;
import static io.modelferry.optimizer.testing.TinyModels.integer;
import static io.modelferry.optimizer.testing.TinyModels.matMul;
import static io.modelferry.optimizer.testing.TinyModels.model;
import static io.modelferry.optimizer.testing.TinyModels.node;
import static io.modelferry.optimizer.testing.TinyModels.port;
import static io.modelferry.optimizer.testing.TinyModels.real;
import static io.modelferry.optimizer.testing.TinyModels.weights;
import static io.modelferry.optimizer.testing.TinyModels.write;
import static org.assertj.core.api.Assertions.assertThat;

import io.modelferry.delta.recipe.EightBit;
import io.modelferry.optimizer.graph.Rewritten.Changed;
import io.modelferry.optimizer.graph.Rewritten.LeftAlone;
import io.modelferry.optimizer.graph.Tensors;
import io.modelferry.optimizer.onnx.OnnxFile;
import io.modelferry.optimizer.schema.AttributeProto;
import io.modelferry.optimizer.schema.GraphProto;
import io.modelferry.optimizer.schema.ModelProto;
import io.modelferry.optimizer.schema.TensorProto;
import io.modelferry.optimizer.schema.TensorShapeProto;
import io.modelferry.optimizer.schema.TypeProto;
import io.modelferry.optimizer.schema.ValueInfoProto;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Which layers are rewritten, wherever their weights lie, and which are left alone. */
class DynamicLayersTest {

    private static final int BATCH = 16;

    @TempDir
    Path folder;

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

    static Stream<Arguments> keptLayers() {
        var computed = model(GraphProto.newBuilder()
                .addNode(node("Identity", "copy", List.of("W"), "V"))
                .addNode(node("MatMul", "product", List.of("x", "V"), "y"))
                .addInitializer(weights("W", FEATURES, CLASSES)));
        var overridable = matMul().toBuilder();
        overridable.getGraphBuilder().addInput(port("W", "8", CLASSES));
        return Stream.of(
                Arguments.of("weights that are computed", computed, "its weights are computed, not stored"),
                Arguments.of("weights a caller may replace", overridable.build(), "a caller may replace its weights"),
                Arguments.of("alpha", gemm(false, real("alpha", 0.5f)), "alpha is not 1"),
                Arguments.of("beta", gemm(false, real("beta", 2)), "beta is not 1"),
                Arguments.of("transA", gemm(false, integer("transA", 1)), "its activation is transposed"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("keptLayers")
    void leavesAloneWhatItCannotTakeApartAndSaysWhy(String name, ModelProto model, String reason) throws Exception {
        var out = folder.resolve("after.onnx");

        var report = quantise(EightBit.INT8, write(model, folder.resolve("before.onnx")), out);

        assertThat(report.isChanged()).isFalse();
        assertThat(report.leftAlone()).extracting(LeftAlone::reason).containsExactly(reason);
        assertThat(report.lengthAfter()).isEqualTo(report.lengthBefore());
        assertThat(out).doesNotExist();
    }

    @Test
    void keepsFloatWeightsThatAnotherNodeStillReads() throws Exception {
        var model = model(GraphProto.newBuilder()
                .addNode(node("MatMul", "product", List.of("x", "W"), "a"))
                .addNode(node("ReduceSum", "total", List.of("W"), "t"))
                .addNode(node("Mul", "scaled", List.of("a", "t"), "y"))
                .addInitializer(weights("W", FEATURES, CLASSES)));
        var after = folder.resolve("after.onnx");
        var before = write(model, folder.resolve("before.onnx"));

        quantise(EightBit.INT8, before, after);

        assertThat(OnnxFile.read(after).getGraph().getInitializerList())
                .extracting(TensorProto::getName)
                .contains("W", "W_quantized");
        var x = noise(3, BATCH * FEATURES);
        assertThat(cosine(run(before, x, BATCH, FEATURES), run(after, x, BATCH, FEATURES)))
                .isGreaterThan(0.999);
    }

    @Test
    void findsFreeNamesWhereTheModelHasTakenTheUsualOnes() throws Exception {
        var model = model(GraphProto.newBuilder()
                .addNode(node("Identity", "trap", List.of("x"), "x_quantized"))
                .addNode(node("MatMul", "product", List.of("x_quantized", "W"), "y"))
                .addNode(node("MatMul", "other", List.of("x", "W"), "x_scale"))
                .addInitializer(weights("W", FEATURES, CLASSES)));
        var after = folder.resolve("after.onnx");

        quantise(EightBit.INT8, write(model, folder.resolve("before.onnx")), after);

        var outputs = OnnxFile.read(after).getGraph().getNodeList().stream()
                .flatMap(made -> made.getOutputList().stream())
                .toList();
        assertThat(outputs).doesNotHaveDuplicates();
        assertThat(run(after, noise(5, FEATURES), 1, FEATURES)).hasSize(CLASSES);
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
