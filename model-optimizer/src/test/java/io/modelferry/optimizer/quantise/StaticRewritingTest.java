package io.modelferry.optimizer.quantise;

import static io.modelferry.optimizer.testing.Running.cosine;
import static io.modelferry.optimizer.testing.Running.noise;
import static io.modelferry.optimizer.testing.Running.run;
import static io.modelferry.optimizer.testing.TinyModels.CLASSES;
import static io.modelferry.optimizer.testing.TinyModels.FEATURES;
import static io.modelferry.optimizer.testing.TinyModels.floats;
import static io.modelferry.optimizer.testing.TinyModels.graph;
import static io.modelferry.optimizer.testing.TinyModels.matMul;
import static io.modelferry.optimizer.testing.TinyModels.model;
import static io.modelferry.optimizer.testing.TinyModels.node;
import static io.modelferry.optimizer.testing.TinyModels.port;
import static io.modelferry.optimizer.testing.TinyModels.weights;
import static io.modelferry.optimizer.testing.TinyModels.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelferry.delta.recipe.EightBit;
import io.modelferry.delta.recipe.ValueRange;
import io.modelferry.optimizer.OptimisationReport.Outcome;
import io.modelferry.optimizer.Optimizer;
import io.modelferry.optimizer.graph.CannotRewrite;
import io.modelferry.optimizer.graph.Rewritten.Changed;
import io.modelferry.optimizer.graph.Rewritten.LeftAlone;
import io.modelferry.optimizer.graph.Tensors;
import io.modelferry.optimizer.onnx.OnnxFile;
import io.modelferry.optimizer.recipe.DynamicQuantisation;
import io.modelferry.optimizer.recipe.StaticQuantisation;
import io.modelferry.optimizer.recipe.WeightOnlyQuantisation;
import io.modelferry.optimizer.schema.GraphProto;
import io.modelferry.optimizer.schema.NodeProto;
import io.modelferry.optimizer.schema.TensorProto;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class StaticRewritingTest {

    private static final StaticQuantisation MEASURED = StaticQuantisation.INT8.measured(
            new TreeMap<>(Map.of("x", new ValueRange(-1, 1), "y", new ValueRange(-1, 1))));

    @TempDir
    Path folder;

    static Stream<StaticVectors> vectors() throws Exception {
        return StaticVectors.all();
    }

    /** Scales, zero points and codes of every weight, bias and activation, and how many nodes of each operator. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("vectors")
    void makesToTheBitWhatTheReferenceMakesOfTheSameRanges(StaticVectors expected) throws Exception {
        var after = folder.resolve("after.onnx");

        Optimizer.optimise(expected.file(), expected.technique(), after);

        var made = OnnxFile.read(after).getGraph();
        var tensors = made.getInitializerList().stream()
                .filter(tensor -> tensor.getName().matches(".*(_scale|_zero_point|_quantized)"))
                .collect(Collectors.toMap(TensorProto::getName, StaticRewritingTest::sha256));
        assertThat(new TreeMap<>(tensors)).isEqualTo(new TreeMap<>(expected.tensors()));
        assertThat(made.getNodeList().stream()
                        .collect(Collectors.groupingBy(NodeProto::getOpType, Collectors.summingInt(node -> 1))))
                .isEqualTo(expected.nodes());
    }

    @Test
    void anExcludedLayerStaysInFloatAndTheOthersDoNot() throws Exception {
        var form = demo();

        var report = Optimizer.optimise(
                form.file(),
                form.technique().excluding(new TreeSet<>(List.of("hidden.gemm"))),
                folder.resolve("after.onnx"));

        assertThat(report.leftAlone()).containsExactly(new LeftAlone("hidden.gemm", "Gemm", "the recipe excludes it"));
        assertThat(report.changed())
                .extracting(Changed::node)
                .containsExactly("strokes.conv", "shapes.conv", "digit.gemm");
    }

    @Test
    void refusesARecipeWithoutTheRangeOfATensor() throws Exception {
        var form = demo();
        var ranges = new TreeMap<>(form.technique().ranges());
        ranges.remove("image");

        assertRefused(form.file(), form.technique().measured(ranges), "no range for tensor 'image'");
    }

    @Test
    void refusesWeightsThatAreNoNumbersAndNamesTheTensor() throws Exception {
        var broken = new float[FEATURES * CLASSES];
        broken[9] = Float.NaN;
        var model = model(GraphProto.newBuilder()
                .addNode(node("MatMul", "product", List.of("x", "W"), "y"))
                .addInitializer(floats("W", broken, FEATURES, CLASSES)));

        assertRefused(write(model, folder.resolve("nan.onnx")), MEASURED, "tensor 'W': weight 9 is NaN");
    }

    @Test
    void refusesOpsetsWithoutTheOperators() throws Exception {
        var old = matMul().toBuilder();
        old.getOpsetImportBuilder(0).setVersion(9);
        var middle = matMul().toBuilder();
        middle.getOpsetImportBuilder(0).setVersion(12);
        var perChannel =
                new StaticQuantisation(EightBit.UINT8, EightBit.INT8, true, false, new TreeSet<>(), MEASURED.ranges());

        assertRefused(write(old.build(), folder.resolve("old.onnx")), MEASURED, "opset 9 has no QuantizeLinear");
        assertRefused(write(middle.build(), folder.resolve("middle.onnx")), perChannel, "opset 12 has no Dequantize");
    }

    /** What quantisation-aware training leaves behind is a variant already, whatever is asked for. */
    @Test
    void recognisesAModelThatCameQuantised() throws Exception {
        var trained = folder.resolve("trained.onnx");
        Optimizer.optimise(demo().file(), demo().technique(), trained);

        for (var technique : List.of(MEASURED, DynamicQuantisation.INT8, WeightOnlyQuantisation.INT4)) {
            var report = Optimizer.optimise(trained, technique, folder.resolve("again.onnx"));

            assertThat(report.outcome()).isEqualTo(Outcome.ALREADY_QUANTISED);
            assertThat(report.leftAlone())
                    .extracting(LeftAlone::node)
                    .containsExactly("strokes.conv", "shapes.conv", "hidden.gemm", "digit.gemm");
            assertThat(folder.resolve("again.onnx")).doesNotExist();
        }
    }

    /** A branch reads the float tensor that it read before, so the Relu stays; a constant keeps its values for it. */
    @Test
    void branchesReadWhatTheyReadBefore() throws Exception {
        var branch = GraphProto.newBuilder()
                .setName("branch")
                .addNode(node("MatMul", "inner", List.of("a", "V"), "z"))
                .addOutput(port("z", "batch", CLASSES));
        var model = model(GraphProto.newBuilder()
                .addNode(node("MatMul", "outer", List.of("x", "square"), "m"))
                .addNode(node("Relu", "cut", List.of("m"), "a"))
                .addNode(node("MatMul", "direct", List.of("a", "V"), "b"))
                .addNode(node("If", "choice", List.of("yes"), "c").toBuilder()
                        .addAttribute(graph("then_branch", branch))
                        .addAttribute(graph("else_branch", branch))
                        .build())
                .addNode(node("Add", "sum", List.of("b", "c"), "y"))
                .addInitializer(Tensors.raw("yes", TensorProto.DataType.BOOL_VALUE, new long[0], new byte[] {1}))
                .addInitializer(weights("square", FEATURES, FEATURES))
                .addInitializer(weights("V", FEATURES, CLASSES)));
        var before = write(model, folder.resolve("before.onnx"));
        var after = folder.resolve("after.onnx");
        var ranges = new TreeMap<String, ValueRange>();
        List.of("x", "m", "a", "b", "y").forEach(name -> ranges.put(name, new ValueRange(-8, 8)));

        Optimizer.optimise(before, StaticQuantisation.INT8.measured(ranges), after);

        var x = noise(3, FEATURES);
        assertThat(cosine(run(before, x, 1, FEATURES), run(after, x, 1, FEATURES)))
                .isGreaterThan(0.99);
    }

    private static StaticVectors demo() throws Exception {
        return StaticVectors.all()
                .filter(vectors -> vectors.model().equals("demo"))
                .findFirst()
                .orElseThrow();
    }

    private void assertRefused(Path model, StaticQuantisation technique, String message) {
        var after = folder.resolve("after.onnx");
        assertThatThrownBy(() -> Optimizer.optimise(model, technique, after))
                .isInstanceOf(CannotRewrite.class)
                .hasMessageContaining(message);
        assertThat(after).doesNotExist();
    }

    private static String sha256(TensorProto tensor) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256")
                            .digest(tensor.getRawData().toByteArray()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
