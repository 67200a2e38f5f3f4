package io.modelferry.optimizer.calibrate;

import static io.modelferry.optimizer.testing.TinyModels.CLASSES;
import static io.modelferry.optimizer.testing.TinyModels.FEATURES;
import static io.modelferry.optimizer.testing.TinyModels.demo;
import static io.modelferry.optimizer.testing.TinyModels.matMul;
import static io.modelferry.optimizer.testing.TinyModels.model;
import static io.modelferry.optimizer.testing.TinyModels.node;
import static io.modelferry.optimizer.testing.TinyModels.weights;
import static io.modelferry.optimizer.testing.TinyModels.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.modelferry.optimizer.Optimizer;
import io.modelferry.optimizer.acceptance.AcceptanceSet;
import io.modelferry.optimizer.acceptance.Budgets;
import io.modelferry.optimizer.acceptance.Evaluation;
import io.modelferry.optimizer.graph.CannotRewrite;
import io.modelferry.optimizer.quantise.StaticVectors;
import io.modelferry.optimizer.recipe.Recipe;
import io.modelferry.optimizer.recipe.StaticQuantisation;
import io.modelferry.optimizer.schema.GraphProto;
import io.modelferry.optimizer.testing.NpzFiles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class CalibrationTest {

    /** Sums may come in another order on another processor. */
    private static final double ROUNDING = 1e-5;

    @TempDir
    Path folder;

    static Stream<StaticVectors> vectors() throws Exception {
        return StaticVectors.all();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("vectors")
    void measuresTheRangesThatTheReferenceMeasures(StaticVectors expected) throws Exception {
        var measured = calibrated(expected);

        assertThat(measured.ranges()).isNotEmpty().allSatisfy((tensor, range) -> {
            var reference = expected.ranges().get(tensor);
            var slack = within((float) ROUNDING * (1 + range.magnitude()));
            assertThat(range.min()).as(tensor).isCloseTo(Math.min(reference[0], 0), slack);
            assertThat(range.max()).as(tensor).isCloseTo(Math.max(reference[1], 0), slack);
        });
    }

    /** Every operator that gets codes, in ONNX Runtime; what the reference reaches on the same models is as far from one. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("vectors")
    void theVariantRunsAndSaysNearlyTheSame(StaticVectors form) throws Exception {
        var variant = folder.resolve("variant.onnx");
        Optimizer.optimise(form.file(), calibrated(form), variant);

        var proof = new Evaluation()
                .prove(
                        form.file(),
                        variant,
                        AcceptanceSet.readForCalibration(form.calibrationSet()),
                        Budgets.NONE,
                        null);

        assertThat(proof.variant().finite()).isTrue();
        assertThat(proof.comparison().cosine()).isGreaterThan(0.98);
    }

    @Test
    void theRecipeHoldsWhatWasMeasuredAndGivesTheSameBytesAgain() throws Exception {
        var form = StaticVectors.all().findFirst().orElseThrow();
        var recipe = Recipe.of("ab".repeat(32), calibrated(form));
        var first = folder.resolve("first.onnx");
        var second = folder.resolve("second.onnx");

        Optimizer.optimise(form.file(), recipe.technique(), first);
        Optimizer.optimise(form.file(), Recipe.parse(recipe.json()).technique(), second);

        assertThat(Recipe.parse(recipe.json())).isEqualTo(recipe);
        assertThat(first).hasSameBinaryContentAs(second);
    }

    @ParameterizedTest
    @CsvSource({"meter-reader-1.onnx", "meter-reader-2.onnx", "meter-reader-3.onnx"})
    void theDemoModelsKeepTheirAccuracy(String file) throws Exception {
        var set = AcceptanceSet.read(demo("acceptance.npz"));
        var variant = folder.resolve("variant.onnx");
        var steps = new ArrayList<String>();
        var calibration = new Calibration(new RangeMethod.MinMax(), (what, done, of) -> steps.add(done + "/" + of));

        Optimizer.optimise(demo(file), calibration.measure(demo(file), StaticQuantisation.INT8, set), variant);

        var proof = new Evaluation().prove(demo(file), variant, set, Budgets.NONE, null);
        assertThat(proof.comparison().accuracyDrop()).isLessThan(0.01);
        assertThat(steps).hasSize(256).endsWith("256/256");
    }

    @Test
    void namesATensorThatIsNotFinite() throws Exception {
        var file = write(
                model(GraphProto.newBuilder()
                        .addNode(node("Log", "log", List.of("x"), "logged"))
                        .addNode(node("MatMul", "product", List.of("logged", "W"), "y"))
                        .addInitializer(weights("W", FEATURES, CLASSES))),
                folder.resolve("log.onnx"));
        var set = set(new float[FEATURES]);

        assertThatThrownBy(() -> calibration().measure(file, StaticQuantisation.INT8, set))
                .isInstanceOf(CannotRewrite.class)
                .hasMessageContaining("tensor 'logged' is not finite");
    }

    @Test
    void anActivationThatIsAlwaysZeroGetsAScaleAllTheSame() throws Exception {
        var file = write(matMul(), folder.resolve("model.onnx"));
        var set = set(new float[FEATURES]);

        for (var method : new RangeMethod[] {new RangeMethod.MinMax(), RangeMethod.Percentile.USUAL}) {
            var technique = new Calibration(method, Stage.SILENT).measure(file, StaticQuantisation.INT8, set);
            var variant = folder.resolve("variant.onnx");
            Optimizer.optimise(file, technique, variant);

            assertThat(new Evaluation().evaluate(variant, set).finite()).isTrue();
        }
    }

    private StaticQuantisation calibrated(StaticVectors form) throws Exception {
        var method = form.percentile() ? RangeMethod.Percentile.USUAL : new RangeMethod.MinMax();
        return new Calibration(method, Stage.SILENT)
                .measure(
                        form.file(),
                        form.technique().measured(new TreeMap<>()),
                        AcceptanceSet.readForCalibration(form.calibrationSet()));
    }

    private static Calibration calibration() {
        return new Calibration(new RangeMethod.MinMax(), Stage.SILENT);
    }

    private AcceptanceSet set(float[] one) throws Exception {
        return AcceptanceSet.read(NpzFiles.npz(folder.resolve("set.npz"), "x", NpzFiles.floats(one, 1, one.length)));
    }
}
