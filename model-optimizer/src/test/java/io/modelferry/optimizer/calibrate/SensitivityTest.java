package io.modelferry.optimizer.calibrate;

import static io.modelferry.optimizer.testing.TinyModels.CLASSES;
import static io.modelferry.optimizer.testing.TinyModels.FEATURES;
import static io.modelferry.optimizer.testing.TinyModels.demo;
import static io.modelferry.optimizer.testing.TinyModels.floats;
import static io.modelferry.optimizer.testing.TinyModels.model;
import static io.modelferry.optimizer.testing.TinyModels.node;
import static io.modelferry.optimizer.testing.TinyModels.weights;
import static io.modelferry.optimizer.testing.TinyModels.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelferry.optimizer.Optimizer;
import io.modelferry.optimizer.acceptance.AcceptanceSet;
import io.modelferry.optimizer.acceptance.Budgets;
import io.modelferry.optimizer.acceptance.Evaluation;
import io.modelferry.optimizer.calibrate.Sensitivity.Trial;
import io.modelferry.optimizer.graph.CannotRewrite;
import io.modelferry.optimizer.recipe.DynamicQuantisation;
import io.modelferry.optimizer.recipe.LayerWise;
import io.modelferry.optimizer.recipe.StaticQuantisation;
import io.modelferry.optimizer.schema.GraphProto;
import io.modelferry.optimizer.testing.NpzFiles;
import io.modelferry.optimizer.testing.Running;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SensitivityTest {

    private static final int CASES = 48;

    @TempDir
    Path folder;

    @Test
    void aTechniqueThatHoldsAtOnceIsLeftAsItIs() throws Exception {
        var set = AcceptanceSet.read(demo("acceptance.npz"));

        var found =
                new Sensitivity(Stage.SILENT).within(0.01, demo("meter-reader-1.onnx"), DynamicQuantisation.INT8, set);

        assertThat(found.technique()).isEqualTo(DynamicQuantisation.INT8);
        assertThat(found.ranked()).isEmpty();
        assertThat(found.trials()).extracting(Trial::holds).containsExactly(true);
    }

    /** One weight a thousand times the others leaves them no codes: that layer alone has to go back. */
    @Test
    void theLayerThatCostsMostGoesBackToFloatUntilTheBudgetHolds() throws Exception {
        var file = lopsided();
        var set = noise();
        var heard = new ArrayList<String>();
        var calibrated =
                new Calibration(new RangeMethod.MinMax(), Stage.SILENT).measure(file, StaticQuantisation.INT8, set);

        for (LayerWise technique : List.of(DynamicQuantisation.INT8, calibrated)) {
            var found = new Sensitivity((what, done, of) -> heard.add(what)).within(0.1, file, technique, set);

            assertThat(found.ranked().getFirst().node()).isEqualTo("lopsided");
            assertThat(found.ranked().getFirst().decibels()).isLessThan(10);
            assertThat(found.technique().excluded()).contains("lopsided").doesNotContain("even");
            assertThat(found.trials().getFirst().holds()).isFalse();
            assertThat(found.trials().getLast().holds()).isTrue();
            var variant = folder.resolve("variant.onnx");
            Optimizer.optimise(file, found.technique(), variant);
            var proof = new Evaluation().prove(file, variant, set, Budgets.NONE, null);
            assertThat(1 - proof.comparison().agreement()).isLessThanOrEqualTo(0.1);
        }
        assertThat(heard).contains("layers");
    }

    @Test
    void refusesABudgetThatNoQuantisedLayerHolds() throws Exception {
        var file = write(
                model(GraphProto.newBuilder()
                        .addNode(node("MatMul", "lopsided", List.of("x", "W"), "y"))
                        .addInitializer(floats("W", lopsidedWeights(FEATURES, CLASSES), FEATURES, CLASSES))),
                folder.resolve("one.onnx"));

        assertThatThrownBy(() -> new Sensitivity(Stage.SILENT).within(0.001, file, DynamicQuantisation.INT8, noise()))
                .isInstanceOf(CannotRewrite.class)
                .hasMessageContaining("lopsided");
    }

    private Path lopsided() throws Exception {
        return write(
                model(GraphProto.newBuilder()
                        .addNode(node("MatMul", "even", List.of("x", "square"), "a"))
                        .addNode(node("MatMul", "lopsided", List.of("a", "W"), "b"))
                        .addNode(node("MatMul", "last", List.of("b", "V"), "y"))
                        .addInitializer(weights("square", FEATURES, FEATURES))
                        .addInitializer(floats("W", lopsidedWeights(FEATURES, FEATURES), FEATURES, FEATURES))
                        .addInitializer(floats("V", choosing(), FEATURES, CLASSES))),
                folder.resolve("lopsided.onnx"));
    }

    /** The first column of {@code W} is huge, and the last layer does not look at it. */
    private static float[] lopsidedWeights(int rows, int cols) {
        var values = Running.noise(5, rows * cols);
        values[0] = 3_000;
        return values;
    }

    private static float[] choosing() {
        var values = new float[FEATURES * CLASSES];
        for (int i = 0; i < CLASSES; i++) {
            values[(i + 1) * CLASSES + i] = 1;
        }
        return values;
    }

    private AcceptanceSet noise() throws Exception {
        return AcceptanceSet.read(NpzFiles.npz(
                folder.resolve("noise.npz"),
                "x",
                NpzFiles.floats(Running.noise(9, CASES * FEATURES), CASES, FEATURES)));
    }
}
