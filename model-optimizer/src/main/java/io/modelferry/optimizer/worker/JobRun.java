package io.modelferry.optimizer.worker;

import io.modelferry.optimizer.Optimizer;
import io.modelferry.optimizer.acceptance.AcceptanceSet;
import io.modelferry.optimizer.acceptance.BadAcceptanceSet;
import io.modelferry.optimizer.acceptance.CannotRun;
import io.modelferry.optimizer.acceptance.Evaluation;
import io.modelferry.optimizer.calibrate.Calibration;
import io.modelferry.optimizer.calibrate.Sensitivity;
import io.modelferry.optimizer.calibrate.Sensitivity.Found;
import io.modelferry.optimizer.calibrate.Stage;
import io.modelferry.optimizer.fuse.OfflineFusion;
import io.modelferry.optimizer.graph.CannotRewrite;
import io.modelferry.optimizer.graph.Soundness;
import io.modelferry.optimizer.onnx.MalformedModel;
import io.modelferry.optimizer.onnx.OnnxFile;
import io.modelferry.optimizer.onnx.OnnxInspection;
import io.modelferry.optimizer.profile.Profiler;
import io.modelferry.optimizer.recipe.Fusion;
import io.modelferry.optimizer.recipe.LayerWise;
import io.modelferry.optimizer.recipe.Recipe;
import io.modelferry.optimizer.recipe.StaticQuantisation;
import io.modelferry.optimizer.worker.Message.Decided;
import io.modelferry.optimizer.worker.Message.Failed;
import io.modelferry.optimizer.worker.Message.Made;
import io.modelferry.optimizer.worker.Message.Measured;
import io.modelferry.optimizer.worker.Message.Progress;
import io.modelferry.optimizer.worker.Message.Proven;
import io.modelferry.optimizer.worker.Message.Reason;
import io.modelferry.optimizer.worker.Message.Result;
import io.modelferry.optimizer.worker.Message.Traced;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One job, from files to a result. */
final class JobRun {

    private static final long SAY_EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    private final Consumer<Message> listener;

    JobRun(Consumer<Message> listener) {
        this.listener = listener;
    }

    Result run(Job job) {
        try {
            return switch (job) {
                case Job.Rewrite rewrite -> made(rewrite);
                case Job.Calibrate calibrate -> calibrated(calibrate);
                case Job.Spare spare -> spared(spare);
                case Job.Find find -> found(find);
                case Job.Prove prove -> proven(prove);
                case Job.Measure measure -> measured(measure);
                case Job.Trace trace -> traced(trace);
            };
        } catch (MalformedModel e) {
            return new Failed(Reason.BAD_MODEL, e.detail());
        } catch (CannotRewrite e) {
            return new Failed(Reason.CANNOT_REWRITE, String.valueOf(e.getMessage()));
        } catch (CannotRun e) {
            return new Failed(Reason.CANNOT_RUN, String.valueOf(e.getMessage()));
        } catch (BadAcceptanceSet e) {
            return new Failed(Reason.BAD_ACCEPTANCE_SET, e.detail());
        } catch (IOException e) {
            return new Failed(Reason.BAD_JOB, "a file cannot be read or written: " + e.getMessage());
        }
    }

    private Result made(Job.Rewrite job) throws MalformedModel, CannotRewrite, IOException {
        say("inspect");
        OnnxInspection.inspect(job.model());
        say("rewrite");
        var part = Worker.part(job.out());
        try {
            var report = Optimizer.optimise(job.model(), job.technique(), part);
            var digest = report.isChanged() ? sha256(part) : "";
            if (report.isChanged()) {
                Files.move(part, job.out(), StandardCopyOption.ATOMIC_MOVE);
            }
            var tool = job.technique() instanceof Fusion ? OfflineFusion.tool() : Recipe.TOOL;
            return new Made(
                    report.lengthBefore(),
                    report.lengthAfter(),
                    digest,
                    tool,
                    report.changed().size(),
                    report.leftAlone());
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private Result calibrated(Job.Calibrate job)
            throws MalformedModel, BadAcceptanceSet, CannotRewrite, CannotRun, IOException {
        say("inspect");
        AcceptanceSet calibrationSet;
        try {
            calibrationSet = AcceptanceSet.readForCalibration(job.calibrationSet());
            calibrationSet.requireFits(OnnxInspection.inspect(job.model()).inputs());
        } catch (BadAcceptanceSet e) {
            return new Failed(Reason.BAD_CALIBRATION_SET, e.detail());
        }
        var stage = stage();
        var measured = new Calibration(job.method(), stage).measure(job.model(), job.technique(), calibrationSet);
        var budget = job.budget();
        var found = budget == null
                ? new Found(measured, List.of(), List.of())
                : within(budget, job.model(), measured, stage);
        return new Decided(
                Calibration.needed(job.model(), (StaticQuantisation) found.technique()),
                found.ranked(),
                found.trials());
    }

    private Result spared(Job.Spare job)
            throws MalformedModel, BadAcceptanceSet, CannotRewrite, CannotRun, IOException {
        say("inspect");
        OnnxInspection.inspect(job.model());
        var found = within(job.budget(), job.model(), job.technique(), stage());
        return new Decided(found.technique(), found.ranked(), found.trials());
    }

    private Result found(Job.Find job) throws MalformedModel, CannotRewrite, IOException {
        say("inspect");
        OnnxInspection.inspect(job.model());
        return new Message.Found(Optimizer.nodes(job.model(), job.operators()));
    }

    private static Found within(Job.Budget budget, Path model, LayerWise technique, Stage stage)
            throws MalformedModel, BadAcceptanceSet, CannotRewrite, CannotRun, IOException {
        return new Sensitivity(stage)
                .within(budget.maxDrop(), model, technique, fitting(model, budget.acceptanceSet()));
    }

    private Result proven(Job.Prove job) throws MalformedModel, BadAcceptanceSet, CannotRun, IOException {
        say("inspect");
        OnnxInspection.inspect(job.parent());
        var set = fitting(job.variant(), job.acceptanceSet());
        var peakBytes = weighed(job.variant(), set).peakBytes();
        say("compare");
        return new Proven(evaluation("compare", set).prove(job.parent(), job.variant(), set, job.budgets(), peakBytes));
    }

    private Result measured(Job.Measure job) throws MalformedModel, BadAcceptanceSet, CannotRun, IOException {
        say("inspect");
        var set = job.acceptanceSet() == null ? null : fitting(job.model(), job.acceptanceSet());
        OnnxInspection.inspect(job.model());
        var measured = weighed(job.model(), set);
        var measurement = measured.measurement();
        if (measurement != null && !measurement.finite()) {
            requireNumbers(job.model());
        }
        return measured;
    }

    /** Of outputs that are no numbers a weight may be the reason: then it is named. */
    private static void requireNumbers(Path model) throws MalformedModel, CannotRun, IOException {
        try {
            Soundness.requireNumbers(OnnxFile.read(model));
        } catch (CannotRewrite e) {
            throw new CannotRun("its outputs are not all numbers: " + e.getMessage());
        }
    }

    private Result traced(Job.Trace job) throws MalformedModel, CannotRun, IOException {
        say("inspect");
        OnnxInspection.inspect(job.model());
        say("profile");
        return new Traced(Profiler.profile(job.model(), job.runs(), 1).shortened(job.mostNodes()));
    }

    /** First of all that runs: what this process had in use before, no later model can have given back. */
    private Measured weighed(Path model, @Nullable AcceptanceSet set) throws CannotRun, IOException {
        say("run");
        Evaluation.warmUp();
        var before = ResidentSet.own().bytes();
        var measurement = set == null ? null : evaluation("run", set).evaluate(model, set);
        if (set == null) {
            new Evaluation().probe(model);
        }
        return new Measured(measurement, Math.max(0, ResidentSet.own().peakBytes() - before));
    }

    private Evaluation evaluation(String step, AcceptanceSet set) {
        var stage = stage();
        return new Evaluation(System::nanoTime, 1, done -> stage.at(step, done, set.cases()));
    }

    /** A step is told when it begins, and then a few times a second: somebody stores each word. */
    private Stage stage() {
        var step = new AtomicReference<>("");
        var said = new AtomicLong(System.nanoTime());
        return (what, done, of) -> {
            if (!what.equals(step.getAndSet(what)) || System.nanoTime() - said.get() > SAY_EVERY_NANOS) {
                said.set(System.nanoTime());
                listener.accept(new Progress(what, done, of));
            }
        };
    }

    private static AcceptanceSet fitting(Path model, Path npz) throws MalformedModel, BadAcceptanceSet, IOException {
        var set = AcceptanceSet.read(npz);
        set.requireFits(OnnxInspection.inspect(model).inputs());
        return set;
    }

    private void say(String step) {
        listener.accept(new Progress(step, 0, 0));
    }

    private static String sha256(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file);
                var out = new DigestOutputStream(
                        java.io.OutputStream.nullOutputStream(), MessageDigest.getInstance("SHA-256"))) {
            in.transferTo(out);
            return HexFormat.of().formatHex(out.getMessageDigest().digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
