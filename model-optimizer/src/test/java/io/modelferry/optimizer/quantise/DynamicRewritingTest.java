package io.modelferry.optimizer.quantise;

import static io.modelferry.optimizer.testing.Running.cosine;
import static io.modelferry.optimizer.testing.Running.noise;
import static io.modelferry.optimizer.testing.Running.run;
import static io.modelferry.optimizer.testing.TinyModels.CLASSES;
import static io.modelferry.optimizer.testing.TinyModels.FEATURES;
import static io.modelferry.optimizer.testing.TinyModels.demo;
import static io.modelferry.optimizer.testing.TinyModels.floats;
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
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import io.modelferry.delta.recipe.EightBit;
import io.modelferry.optimizer.OptimisationReport;
import io.modelferry.optimizer.Optimizer;
import io.modelferry.optimizer.acceptance.AcceptanceSet;
import io.modelferry.optimizer.acceptance.Evaluation;
import io.modelferry.optimizer.graph.CannotRewrite;
import io.modelferry.optimizer.graph.Rewritten.Changed;
import io.modelferry.optimizer.graph.Rewritten.LeftAlone;
import io.modelferry.optimizer.graph.Tensors;
import io.modelferry.optimizer.onnx.OnnxFile;
import io.modelferry.optimizer.recipe.DynamicQuantisation;
import io.modelferry.optimizer.schema.AttributeProto;
import io.modelferry.optimizer.schema.GraphProto;
import io.modelferry.optimizer.schema.ModelProto;
import io.modelferry.optimizer.schema.NodeProto;
import io.modelferry.optimizer.schema.TensorProto;
import io.modelferry.optimizer.schema.TensorShapeProto;
import io.modelferry.optimizer.schema.TypeProto;
import io.modelferry.optimizer.schema.ValueInfoProto;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class DynamicRewritingTest {

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

    @ParameterizedTest
    @EnumSource
    void theSameFileGivesTheSameBytes(EightBit type) throws Exception {
        var first = folder.resolve("first.onnx");
        var second = folder.resolve("second.onnx");

        quantise(type, demo("meter-reader-2.onnx"), first);
        quantise(type, demo("meter-reader-2.onnx"), second);

        assertThat(first).hasSameBinaryContentAs(second);
    }

    /** The expected figures are those of {@code quantize_dynamic} of ONNX Runtime 1.30.0 (Python) on the same file. */
    @ParameterizedTest
    @CsvSource({
        "INT8,  hidden, 0.0018429008, 0,   b7dc8ba8d16ec1c73441e5737110fdd4920795723103ef45368bac432cdbff49",
        "INT8,  digit,  0.0015535903, 0,   60c4a5a01f74fba4a6f4d3b6a420e1cf5eb191bbe34cf7a9815d058f619f222c",
        "UINT8, hidden, 0.0018250993, 128, 2e07f5b8529df3c75e21b176a00eb35e6c3a6abb05410b35ac0f9da0fafaa695",
        "UINT8, digit,  0.0014836239, 122, cf67e9c022ffab75e96eac5cdb114b818e52d4550e18783a7d6ce296b6d2b5c8"
    })
    void quantisesTheDemoModelToTheBitAsTheReferenceDoes(
            EightBit type, String layer, float scale, int zeroPoint, String sha256) throws Exception {
        var after = folder.resolve("after.onnx");

        quantise(type, demo("meter-reader-1.onnx"), after);

        var made = OnnxFile.read(after).getGraph();
        assertThat(tensor(made, layer + ".weight_scale")
                        .asReadOnlyByteBuffer()
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .getFloat())
                .isEqualTo(scale);
        assertThat(tensor(made, layer + ".weight_zero_point").toByteArray()).containsExactly(zeroPoint);
        assertThat(HexFormat.of()
                        .formatHex(MessageDigest.getInstance("SHA-256")
                                .digest(tensor(made, layer + ".weight_quantized")
                                        .toByteArray())))
                .isEqualTo(sha256);
        assertThat(made.getNodeList())
                .extracting(NodeProto::getOpType)
                .contains("ConvInteger")
                .doesNotContain("Gemm", "Conv");
    }

    @ParameterizedTest
    @CsvSource({"meter-reader-1.onnx", "meter-reader-2.onnx", "meter-reader-3.onnx"})
    void theDemoModelsKeepTheirAccuracyInAQuarterOfTheirSize(String file) throws Exception {
        var after = folder.resolve("after.onnx");
        var set = AcceptanceSet.read(demo("acceptance.npz"));

        var report = quantise(EightBit.INT8, demo(file), after);

        assertThat(report.changed())
                .extracting(Changed::node)
                .containsExactly("strokes.conv", "shapes.conv", "hidden.gemm", "digit.gemm");
        assertThat(report.lengthAfter()).isLessThan(report.lengthBefore() * 28 / 100);
        var parent = new Evaluation().evaluate(demo(file), set);
        var variant = new Evaluation().evaluate(after, set);
        assertThat(variant.accuracy()).isCloseTo(parent.accuracy(), Offset.offset(0.01));
        assertThat(variant.finite()).isTrue();
    }

    @Test
    void refusesAnOpsetWithoutTheOperators() throws Exception {
        var old = matMul().toBuilder();
        old.getOpsetImportBuilder(0).setVersion(9);
        var file = write(old.build(), folder.resolve("old.onnx"));

        assertThatThrownBy(() -> quantise(EightBit.INT8, file, folder.resolve("after.onnx")))
                .isInstanceOf(CannotRewrite.class)
                .hasMessageContaining("opset 9 has no DynamicQuantizeLinear");
    }

    @Test
    void refusesWeightsThatAreNoNumbersAndNamesTheTensor() throws Exception {
        var broken = new float[FEATURES * CLASSES];
        broken[9] = Float.NaN;
        var model = model(GraphProto.newBuilder()
                .addNode(node("MatMul", "product", List.of("x", "W"), "y"))
                .addInitializer(floats("W", broken, FEATURES, CLASSES)));
        var file = write(model, folder.resolve("nan.onnx"));
        var after = folder.resolve("after.onnx");

        assertThatThrownBy(() -> quantise(EightBit.INT8, file, after))
                .isInstanceOf(CannotRewrite.class)
                .hasMessage("tensor 'W': weight 9 is NaN");
        assertThat(after).doesNotExist();
    }

    @Test
    void keepsFieldsThatNobodyUnderstands() throws Exception {
        var model = matMul().toBuilder();
        model.setUnknownFields(UnknownFieldSet.newBuilder()
                .addField(4711, UnknownFieldSet.Field.newBuilder().addVarint(42).build())
                .build());
        var after = folder.resolve("after.onnx");

        quantise(EightBit.INT8, write(model.build(), folder.resolve("before.onnx")), after);

        assertThat(OnnxFile.read(after).getUnknownFields().getField(4711).getVarintList())
                .containsExactly(42L);
        assertThat(Files.size(after)).isPositive();
    }

    private static OptimisationReport quantise(EightBit type, Path in, Path out) throws Exception {
        return Optimizer.optimise(in, new DynamicQuantisation(type, false, false, new TreeSet<>()), out);
    }

    private static ByteString tensor(GraphProto graph, String name) {
        return graph.getInitializerList().stream()
                .filter(tensor -> tensor.getName().equals(name))
                .findFirst()
                .orElseThrow()
                .getRawData();
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
