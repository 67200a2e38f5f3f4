package io.modelferry.optimizer.halve;

import static io.modelferry.optimizer.testing.Running.cosine;
import static io.modelferry.optimizer.testing.Running.noise;
import static io.modelferry.optimizer.testing.Running.run;
import static io.modelferry.optimizer.testing.TinyModels.CLASSES;
import static io.modelferry.optimizer.testing.TinyModels.FEATURES;
import static io.modelferry.optimizer.testing.TinyModels.floats;
import static io.modelferry.optimizer.testing.TinyModels.gemm;
import static io.modelferry.optimizer.testing.TinyModels.matMul;
import static io.modelferry.optimizer.testing.TinyModels.model;
import static io.modelferry.optimizer.testing.TinyModels.node;
import static io.modelferry.optimizer.testing.TinyModels.weights;
import static io.modelferry.optimizer.testing.TinyModels.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelferry.optimizer.Optimizer;
import io.modelferry.optimizer.graph.CannotRewrite;
import io.modelferry.optimizer.recipe.HalfPrecision;
import io.modelferry.optimizer.schema.AttributeProto;
import io.modelferry.optimizer.schema.AttributeProto.AttributeType;
import io.modelferry.optimizer.schema.GraphProto;
import io.modelferry.optimizer.schema.ModelProto;
import io.modelferry.optimizer.schema.TensorProto;
import io.modelferry.optimizer.schema.TensorProto.DataType;
import io.modelferry.optimizer.schema.ValueInfoProto;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class HalfRewritingTest {

    private static final int BATCH = 16;

    @TempDir
    Path folder;

    static Stream<ModelProto> models() {
        return Stream.of(matMul(), gemm(false), gemm(true), branches());
    }

    @ParameterizedTest
    @MethodSource("models")
    void theModelRunsAndSaysNearlyTheSame(ModelProto model) throws Exception {
        assertThat(cosineAfter(model, HalfPrecision.FP16)).isGreaterThan(0.99999);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Relu",
                "Sigmoid",
                "Tanh",
                "Softmax",
                "Erf",
                "Exp",
                "Neg",
                "Abs",
                "Sqrt",
                "LogSoftmax",
                "Identity",
                "Floor",
                "Elu",
                "HardSigmoid",
                "LeakyRelu",
                "Softplus",
                "HardSwish",
                "Reciprocal",
                "Sin",
                "Ceil"
            })
    void everyOperatorRunsBetweenTwoLayers(String operator) throws Exception {
        var model = model(GraphProto.newBuilder()
                .addNode(node("Mul", "square", List.of("x", "x"), "xx"))
                .addNode(node("Add", "away", List.of("xx", "one"), "positive"))
                .addNode(node(operator, "middle", List.of("positive"), "middle"))
                .addNode(node("MatMul", "product", List.of("middle", "W"), "y"))
                .addInitializer(floats("one", new float[] {0.3f}))
                .addInitializer(weights("W", FEATURES, CLASSES)));

        assertThat(cosineAfter(model, HalfPrecision.FP16)).isGreaterThan(0.999);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Max", "Min"})
    void anOperatorWithoutHalvesStandsBetweenCasts(String operator) throws Exception {
        var model = model(GraphProto.newBuilder()
                .addNode(node("MatMul", "product", List.of("x", "W"), "z"))
                .addNode(node(operator, "limit", List.of("z", "b"), "limited"))
                .addNode(node("Add", "sum", List.of("limited", "z"), "y"))
                .addInitializer(weights("W", FEATURES, CLASSES))
                .addInitializer(weights("b", CLASSES)));

        assertThat(cosineAfter(model, HalfPrecision.FP16)).isGreaterThan(0.9999);
    }

    @Test
    void blockedNodesAndOperatorsStayInFloat() throws Exception {
        var model = write(gemm(false), folder.resolve("before.onnx"));
        var after = folder.resolve("after.onnx");

        var byNode = Optimizer.optimise(model, half(Set.of(), Set.of("layer")), after);
        var byOperator = Optimizer.optimise(model, half(Set.of("Gemm"), Set.of()), after);

        assertThat(byNode.isChanged() || byOperator.isChanged()).isFalse();
        assertThat(byNode.leftAlone())
                .singleElement()
                .satisfies(left -> assertThat(left.node()).isEqualTo("layer"));
        assertThat(after).doesNotExist();
    }

    @Test
    void aWeightThatIsNoNumberIsNamed() throws Exception {
        var poisoned = weights("W", FEATURES, CLASSES).toBuilder();
        var values = new float[FEATURES * CLASSES];
        values[5] = Float.NaN;
        poisoned.setRawData(floats("W", values).getRawData());
        var model = write(
                model(GraphProto.newBuilder()
                        .addNode(node("MatMul", "product", List.of("x", "W"), "y"))
                        .addInitializer(poisoned)),
                folder.resolve("before.onnx"));

        assertThatThrownBy(() -> Optimizer.optimise(model, HalfPrecision.FP16, folder.resolve("after.onnx")))
                .isInstanceOf(CannotRewrite.class)
                .hasMessage("tensor 'W' holds NaN at element 5");
    }

    private double cosineAfter(ModelProto model, HalfPrecision technique) throws Exception {
        var before = write(model, folder.resolve("before.onnx"));
        var after = folder.resolve("after.onnx");
        assertThat(Optimizer.optimise(before, technique, after).isChanged()).isTrue();
        assertThat(Files.readString(after, java.nio.charset.StandardCharsets.ISO_8859_1))
                .contains("_half");
        var x = noise(7, BATCH * FEATURES);
        return cosine(run(before, x, BATCH, FEATURES), run(after, x, BATCH, FEATURES));
    }

    private static HalfPrecision half(Set<String> operators, Set<String> nodes) {
        return new HalfPrecision(new TreeSet<>(operators), new TreeSet<>(nodes));
    }

    /** A layer, then an {@code If} whose branches read the layer's result and multiply by weights of the outer graph. */
    private static ModelProto branches() {
        var yes = TensorProto.newBuilder()
                .setName("yes")
                .setDataType(DataType.BOOL_VALUE)
                .addInt32Data(1);
        return model(GraphProto.newBuilder()
                .addNode(node("MatMul", "product", List.of("x", "W"), "z"))
                .addNode(node("If", "choice", List.of("yes"), "y").toBuilder()
                        .addAttribute(branch("then_branch", "Add"))
                        .addAttribute(branch("else_branch", "Mul")))
                .addInitializer(yes)
                .addInitializer(weights("W", FEATURES, CLASSES))
                .addInitializer(weights("b", CLASSES)));
    }

    private static AttributeProto branch(String name, String operator) {
        var body = GraphProto.newBuilder()
                .setName(name)
                .addNode(node(operator, name + "_node", List.of("z", "b"), name + "_out"))
                .addOutput(ValueInfoProto.newBuilder().setName(name + "_out"));
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeType.GRAPH)
                .setG(body)
                .build();
    }
}
