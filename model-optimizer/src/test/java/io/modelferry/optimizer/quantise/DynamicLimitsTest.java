package io.modelferry.optimizer.quantise;

import static io.modelferry.optimizer.testing.Running.cosine;
import static io.modelferry.optimizer.testing.Running.noise;
import static io.modelferry.optimizer.testing.Running.run;
import static io.modelferry.optimizer.testing.TinyModels.CLASSES;
import static io.modelferry.optimizer.testing.TinyModels.FEATURES;
import static io.modelferry.optimizer.testing.TinyModels.floats;
import static io.modelferry.optimizer.testing.TinyModels.gemm;
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

import com.google.protobuf.UnknownFieldSet;
import io.modelferry.delta.recipe.EightBit;
import io.modelferry.optimizer.graph.CannotRewrite;
import io.modelferry.optimizer.graph.Rewritten.LeftAlone;
import io.modelferry.optimizer.onnx.OnnxFile;
import io.modelferry.optimizer.schema.GraphProto;
import io.modelferry.optimizer.schema.ModelProto;
import io.modelferry.optimizer.schema.TensorProto;
import java.nio.file.Files;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What dynamic quantisation leaves as it is, and what it refuses. */
class DynamicLimitsTest extends DynamicQuantising {

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
}
