package io.modelferry.optimizer.worker;

import static io.modelferry.optimizer.testing.TinyModels.CLASSES;
import static io.modelferry.optimizer.testing.TinyModels.FEATURES;
import static io.modelferry.optimizer.testing.TinyModels.demo;
import static io.modelferry.optimizer.testing.TinyModels.floats;
import static io.modelferry.optimizer.testing.TinyModels.matMul;
import static io.modelferry.optimizer.testing.TinyModels.model;
import static io.modelferry.optimizer.testing.TinyModels.node;
import static io.modelferry.optimizer.testing.TinyModels.write;
import static org.assertj.core.api.Assertions.assertThat;

import io.modelferry.optimizer.acceptance.Budgets;
import io.modelferry.optimizer.calibrate.RangeMethod;
import io.modelferry.optimizer.calibrate.Sensitivity.Trial;
import io.modelferry.optimizer.recipe.HalfPrecision;
import io.modelferry.optimizer.recipe.StaticQuantisation;
import io.modelferry.optimizer.recipe.WeightOnlyQuantisation;
import io.modelferry.optimizer.schema.GraphProto;
import io.modelferry.optimizer.testing.NpzFiles;
import io.modelferry.optimizer.worker.Message.Decided;
import io.modelferry.optimizer.worker.Message.Failed;
import io.modelferry.optimizer.worker.Message.Made;
import io.modelferry.optimizer.worker.Message.Reason;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkerTest {

    private static final Limits LIMITS = new Limits(256 << 20, 1 << 30, Duration.ofMinutes(1));

    @TempDir
    Path folder;

    @Test
    void aJobComesBackWithItsFileAndSaysWhatItDoes() throws Exception {
        var steps = new ArrayList<String>();
        var job = rewrite(demo("meter-reader-1.onnx"));

        var result = worker(LIMITS).run(job, step -> steps.add(step.step()), () -> false);

        assertThat(result).isInstanceOfSatisfying(Made.class, made -> {
            assertThat(made.lengthAfter()).isLessThan(made.lengthBefore() * 6 / 10);
            assertThat(made.sha256()).matches("[0-9a-f]{64}");
        });
        assertThat(steps).containsExactly("inspect", "rewrite");
        assertThat(job.out()).exists();
    }

    /** The measured half, then the rewritten half, each in a process of its own. */
    @Test
    void calibratesAndThenQuantises() throws Exception {
        var model = demo("meter-reader-1.onnx");
        var set = demo("acceptance.npz");
        var steps = new ArrayList<String>();
        var calibrate = new Job.Calibrate(
                model, StaticQuantisation.INT8, set, new RangeMethod.Percentile(99.9), new Job.Budget(set, 0.01));

        var measured = (Decided) worker(LIMITS).run(calibrate, step -> steps.add(step.step()), () -> false);
        var made = worker(LIMITS)
                .run(new Job.Rewrite(model, measured.technique(), folder.resolve("out.onnx")), step -> {}, () -> false);

        assertThat(steps).startsWith("inspect", "ranges").contains("histograms", "trial with 0 layers in float");
        assertThat(measured.trials()).extracting(Trial::holds).containsExactly(true);
        assertThat(((StaticQuantisation) measured.technique()).ranges()).containsKeys("image", "logits");
        assertThat(made)
                .isInstanceOfSatisfying(
                        Made.class, it -> assertThat(it.layers()).isEqualTo(4));
    }

    @Test
    void findsTheLayersToSpareWhereThatIsAllThereIsToMeasure() throws Exception {
        var model = demo("meter-reader-1.onnx");
        var technique = WeightOnlyQuantisation.INT4.excluding(new TreeSet<>(Set.of("digit.gemm")));
        var job = new Job.Spare(model, technique, new Job.Budget(demo("acceptance.npz"), 0.01));

        assertThat(worker(LIMITS).run(job, step -> {}, () -> false)).isInstanceOfSatisfying(Decided.class, decided -> {
            assertThat(decided.technique()).isEqualTo(technique);
            assertThat(decided.trials()).extracting(Trial::holds).containsExactly(true);
        });
    }

    @Test
    void aModelThatAnswersNoNumbersIsRefusedWithTheWeightThatIsNone() throws Exception {
        var values = new float[FEATURES * CLASSES];
        values[3] = Float.NaN;
        var model = write(
                model(GraphProto.newBuilder()
                        .addNode(node("MatMul", "product", List.of("x", "W"), "y"))
                        .addInitializer(floats("W", values, FEATURES, CLASSES))),
                folder.resolve("nan.onnx"));
        var set = NpzFiles.npz(folder.resolve("set.npz"), "x", NpzFiles.floats(new float[FEATURES], 1, FEATURES));

        assertThat(worker(LIMITS).run(new Job.Measure(model, set), step -> {}, () -> false))
                .isEqualTo(new Failed(
                        Reason.CANNOT_RUN, "its outputs are not all numbers: tensor 'W' holds NaN at element 3"));
    }

    @Test
    void aCalibrationSetOfAnotherModelIsARefusalThatNamesTheTensor() throws Exception {
        var job = new Job.Calibrate(
                write(matMul(), folder.resolve("model.onnx")),
                StaticQuantisation.INT8,
                demo("acceptance.npz"),
                new RangeMethod.MinMax(),
                null);

        assertThat(worker(LIMITS).run(job, step -> {}, () -> false))
                .isEqualTo(new Failed(
                        Reason.BAD_CALIBRATION_SET, "the model's input 'x' is missing; the set has [image]"));
    }

    @Test
    void aBrokenModelIsARefusal() throws Exception {
        var job = rewrite(Files.writeString(folder.resolve("broken.onnx"), "no model at all"));

        assertThat(failure(LIMITS, job, false)).isEqualTo(Reason.BAD_MODEL);
        assertThat(folder).isDirectoryNotContaining(file -> file.toString().contains("out.onnx"));
    }

    @Test
    void limitsEndAJobAndLeaveNothing() throws Exception {
        var job = rewrite(write(matMul(), folder.resolve("model.onnx")));

        assertThat(failure(new Limits(256 << 20, 1 << 30, Duration.ofMillis(1)), job, false))
                .isEqualTo(Reason.OUT_OF_TIME);
        assertThat(failure(new Limits(16 << 20, 16 << 20, Duration.ofMinutes(1)), job, false))
                .isEqualTo(Reason.OUT_OF_MEMORY);
        assertThat(failure(LIMITS, job, true)).isEqualTo(Reason.CANCELLED);
        assertThat(folder).isDirectoryNotContaining(file -> file.toString().contains("out.onnx"));
    }

    @Test
    void aModelIsMeasuredAloneAndBesideItsParentWithWhatItTakes() throws Exception {
        var model = demo("meter-reader-1.onnx");
        var set = demo("acceptance.npz");
        var progress = new ArrayList<Message.Progress>();

        var alone = worker(LIMITS).run(new Job.Measure(model, set), progress::add, () -> false);
        var loaded = worker(LIMITS).run(new Job.Measure(model, null), step -> {}, () -> false);
        var compared = worker(LIMITS).run(new Job.Prove(model, model, set, Budgets.NONE), progress::add, () -> false);

        assertThat(alone).isInstanceOfSatisfying(Message.Measured.class, measured -> {
            assertThat(measured.measurement()).isNotNull();
            assertThat(measured.peakBytes()).isPositive();
        });
        assertThat(((Message.Measured) loaded).measurement()).isNull();
        assertThat(compared).isInstanceOfSatisfying(Message.Proven.class, proven -> {
            assertThat(proven.proof().comparison().agreement()).isEqualTo(1);
            assertThat(proven.proof().comparison().cosine()).isCloseTo(1, Offset.offset(1e-9));
            assertThat(proven.proof().peakBytes()).isPositive();
        });
        assertThat(progress).extracting(Message.Progress::step).contains("inspect", "run", "compare");
        assertThat(folder.resolve("scratch")).isEmptyDirectory();
    }

    @Test
    void aModelIsProfiledAndTheProfileIsNoLongerThanAskedFor() throws Exception {
        var result = worker(LIMITS).run(new Job.Trace(demo("meter-reader-1.onnx"), 3, 4), step -> {}, () -> false);

        assertThat(result).isInstanceOfSatisfying(Message.Traced.class, traced -> {
            assertThat(traced.profile().nodes()).hasSize(4);
            assertThat(traced.profile().totalMicros()).isPositive();
            assertThat(traced.profile().parameterBytes()).isGreaterThan(1_000_000);
        });
    }

    private Worker worker(Limits limits) throws Exception {
        return new Worker(limits, Files.createDirectories(folder.resolve("scratch")));
    }

    private Reason failure(Limits limits, Job job, boolean cancelled) throws Exception {
        var result = worker(limits).run(job, step -> {}, () -> cancelled);
        return ((Failed) result).reason();
    }

    private Job.Rewrite rewrite(Path model) {
        return new Job.Rewrite(model, HalfPrecision.FP16, folder.resolve("out.onnx"));
    }
}
