package io.modelferry.optimizer.acceptance;

import static io.modelferry.optimizer.testing.TinyModels.CLASSES;
import static io.modelferry.optimizer.testing.TinyModels.FEATURES;
import static io.modelferry.optimizer.testing.TinyModels.demo;
import static io.modelferry.optimizer.testing.TinyModels.floats;
import static io.modelferry.optimizer.testing.TinyModels.model;
import static io.modelferry.optimizer.testing.TinyModels.node;
import static io.modelferry.optimizer.testing.TinyModels.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelferry.optimizer.schema.GraphProto;
import io.modelferry.optimizer.schema.ModelProto;
import io.modelferry.optimizer.testing.NpzFiles;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class EvaluationTest {

    @TempDir
    Path folder;

    /** Expected by {@code tools/demo-models/evaluate.py}, which runs ONNX Runtime from Python. */
    @ParameterizedTest
    @CsvSource({"1, 0.9961", "2, 0.9961", "3, 1.0"})
    void measuresTheDemoModelsAsPythonDoes(int version, double accuracy) throws Exception {
        var measured = new Evaluation()
                .evaluate(demo("meter-reader-" + version + ".onnx"), AcceptanceSet.read(demo("acceptance.npz")));

        assertThat(measured.accuracy()).isCloseTo(accuracy, Offset.offset(0.00005));
        assertThat(measured.cases()).isEqualTo(256);
        assertThat(measured.finite()).isTrue();
        assertThat(measured.latencyP95Micros()).isGreaterThanOrEqualTo(measured.latencyP50Micros());
    }

    @Test
    void countsAnAnswerAsRightOnlyIfItIsTheLabel() throws Exception {
        var identity = write(classifier(1), folder.resolve("identity.onnx"));
        var set = set(new float[][] {{1, 0, 0, 0}, {0, 1, 0, 0}, {0, 0, 1, 0}, {0, 0, 0, 1}}, 0, 1, 2, 0);

        assertThat(new Evaluation().evaluate(identity, set).accuracy()).isEqualTo(0.75);
    }

    @Test
    void anOutputThatIsNoNumberIsNeverRight() throws Exception {
        var broken = write(classifier(Float.NaN), folder.resolve("nan.onnx"));

        var measured = new Evaluation().evaluate(broken, set(new float[][] {{1, 0, 0, 0}}, 0));

        assertThat(measured.finite()).isFalse();
        assertThat(measured.accuracy()).isZero();
    }

    @Test
    void percentilesComeFromTheClockItWasGiven() throws Exception {
        var ticks = new AtomicLong();
        var model = write(classifier(1), folder.resolve("model.onnx"));
        var set = set(new float[][] {{1, 0, 0, 0}, {0, 1, 0, 0}}, 0, 1);

        var measured = new Evaluation(() -> ticks.getAndAdd(5_000), 1).evaluate(model, set);

        assertThat(measured.latencyP50Micros()).isEqualTo(5);
        assertThat(measured.latencyP95Micros()).isEqualTo(5);
    }

    /** Cases that point the other way, the same way, and nowhere: the mean would hide the first. */
    @Test
    void aCosineBudgetHoldsForEveryCase() throws Exception {
        var parent = write(classifier(1), folder.resolve("parent.onnx"));
        var variant = write(mirrored(), folder.resolve("variant.onnx"));
        var set = set(new float[][] {{1, 0, 0, 0}, {0, 1, 0, 0}, {0, 0, 1, 0}, {0, 0, 0, 1}}, 0, 1, 2, 3);
        var budget = new Budgets(null, null, null, 0.4, null, null);

        var proof = new Evaluation().prove(parent, variant, set, budget, null);

        assertThat(proof.comparison().cosine()).isEqualTo(0.5);
        assertThat(proof.comparison().leastCosine()).isEqualTo(-1);
        assertThat(proof.notOffered()).containsExactly("the least cosine of its outputs is -1.00, at least 0.40");
        assertThat(new Evaluation().prove(parent, parent, set, budget, null).notOffered())
                .isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("budgets")
    void aBrokenBudgetIsNamedWithWhatItIsAndWhatItMayBe(String reason, Budgets budgets) throws Exception {
        var parent = write(classifier(1), folder.resolve("parent.onnx"));
        var variant = write(mirrored(), folder.resolve("variant.onnx"));
        var set = set(new float[][] {{1, 0, 0, 0}, {0, 1, 0, 0}, {0, 0, 1, 0}, {0, 0, 0, 1}}, 0, 1, 2, 3);

        assertThat(new Evaluation(() -> 0, 1)
                        .prove(parent, variant, set, budgets, 2_000_000L)
                        .notOffered())
                .containsExactly(reason);
        assertThat(new Evaluation(() -> 0, 1)
                        .prove(parent, variant, set, budgets, null)
                        .notOffered())
                .hasSize(1);
    }

    static Stream<Arguments> budgets() {
        return Stream.of(
                Arguments.of(
                        "it loses 25.00 points of accuracy, at most 10.00",
                        new Budgets(0.1, null, null, null, null, null)),
                Arguments.of(
                        "its worst class loses 100.00 points of accuracy, at most 50.00",
                        new Budgets(null, 0.5, null, null, null, null)),
                Arguments.of(
                        "it agrees with the published model on 75.00 % of the cases, at least 90.00",
                        new Budgets(null, null, 0.9, null, null, null)),
                Arguments.of(
                        "its p95 latency is 0.00 ms, at most -1.00",
                        new Budgets(null, null, null, null, -1_000L, null)),
                Arguments.of(
                        "it takes 2.00 MB of memory, at most 1.00",
                        new Budgets(null, null, null, null, null, 1_000_000L)));
    }

    /** Nobody can say what is right, but one of four answers is not the published model's. */
    @Test
    void withoutLabelsAnswersThatChangedAreHeldAgainstTheBudget() throws Exception {
        var parent = write(classifier(1), folder.resolve("parent.onnx"));
        var variant = write(mirrored(), folder.resolve("variant.onnx"));
        var cases = new float[CLASSES * FEATURES];
        for (int i = 0; i < CLASSES; i++) {
            cases[i * FEATURES + i] = 1;
        }
        var unlabelled = AcceptanceSet.read(
                NpzFiles.npz(folder.resolve("set.npz"), "x", NpzFiles.floats(cases, CLASSES, FEATURES)));

        var proof = new Evaluation()
                .prove(parent, variant, unlabelled, new Budgets(0.1, null, null, null, null, null), null);
        var same = new Evaluation()
                .prove(parent, parent, unlabelled, new Budgets(0.1, null, null, null, null, null), null);

        assertThat(proof.comparison().accuracyDrop()).isNull();
        assertThat(proof.drop()).isEqualTo(0.25);
        assertThat(proof.notOffered()).containsExactly("it answers 25.00 % of the cases otherwise, at most 10.00");
        assertThat(same.notOffered()).isEmpty();
    }

    @Test
    void aModelThatDoesNotLoadSaysSo() throws Exception {
        var unknown = model(GraphProto.newBuilder().addNode(node("Teleport", "t", List.of("x"), "y")));
        var file = write(unknown, folder.resolve("unknown.onnx"));
        var set = set(new float[][] {{1, 0, 0, 0}}, 0);

        assertThatThrownBy(() -> new Evaluation().evaluate(file, set))
                .isInstanceOf(CannotRun.class)
                .hasMessageContaining("Teleport");
        assertThatThrownBy(() -> new Evaluation().evaluate(Files.writeString(folder.resolve("no"), "no"), set))
                .isInstanceOf(CannotRun.class);
    }

    /** Copies the first four features to the output, times {@code gain}. */
    private static ModelProto classifier(float gain) {
        var weights = new float[FEATURES * CLASSES];
        for (int i = 0; i < CLASSES; i++) {
            weights[i * CLASSES + i] = gain;
        }
        return model(GraphProto.newBuilder()
                .addNode(node("MatMul", "product", List.of("x", "W"), "y"))
                .addInitializer(floats("W", weights, FEATURES, CLASSES)));
    }

    /** The same, but the first feature counts against its class. */
    private static ModelProto mirrored() {
        var weights = new float[FEATURES * CLASSES];
        for (int i = 0; i < CLASSES; i++) {
            weights[i * CLASSES + i] = i == 0 ? -1 : 1;
        }
        return model(GraphProto.newBuilder()
                .addNode(node("MatMul", "product", List.of("x", "W"), "y"))
                .addInitializer(floats("W", weights, FEATURES, CLASSES)));
    }

    private AcceptanceSet set(float[][] cases, int... labels) throws Exception {
        var values = ByteBuffer.allocate(cases.length * FEATURES * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (var one : cases) {
            for (int i = 0; i < FEATURES; i++) {
                values.putFloat(i < one.length ? one[i] : 0);
            }
        }
        var right = ByteBuffer.allocate(labels.length * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (var label : labels) {
            right.putInt(label);
        }
        return AcceptanceSet.read(NpzFiles.npz(
                folder.resolve("set.npz"),
                "x",
                NpzFiles.npy(header("<f4", "(" + cases.length + ", " + FEATURES + ")"), values.array()),
                "labels",
                NpzFiles.npy(header("<i4", "(" + labels.length + ",)"), right.array())));
    }

    private static String header(String descr, String shape) {
        return "{'descr': '%s', 'fortran_order': False, 'shape': %s, }".formatted(descr, shape);
    }
}
