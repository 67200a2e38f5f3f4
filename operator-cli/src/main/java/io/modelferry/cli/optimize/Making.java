package io.modelferry.cli.optimize;

import io.modelferry.cli.server.ExitCode;
import io.modelferry.cli.text.Printable;
import io.modelferry.cli.text.Shell;
import io.modelferry.delta.Sha256;
import io.modelferry.optimizer.Optimizer;
import io.modelferry.optimizer.acceptance.BadAcceptanceSet;
import io.modelferry.optimizer.acceptance.CannotRun;
import io.modelferry.optimizer.calibrate.Calibration;
import io.modelferry.optimizer.calibrate.Sensitivity;
import io.modelferry.optimizer.calibrate.Stage;
import io.modelferry.optimizer.fuse.OfflineFusion;
import io.modelferry.optimizer.graph.CannotRewrite;
import io.modelferry.optimizer.onnx.MalformedModel;
import io.modelferry.optimizer.onnx.OnnxInspection;
import io.modelferry.optimizer.recipe.Fusion;
import io.modelferry.optimizer.recipe.LayerWise;
import io.modelferry.optimizer.recipe.Recipe;
import io.modelferry.optimizer.recipe.StaticQuantisation;
import io.modelferry.optimizer.recipe.Technique;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** One variant, from what was typed to the printed report: measure, spare what costs too much, rewrite. */
final class Making {

    private final Shell shell;
    private final Job job;
    private final Path model;
    private final Path out;

    /** @throws IllegalArgumentException if there is no such model, or no folder for the variant */
    Making(Shell shell, Job job) {
        this.shell = shell;
        this.job = job;
        this.model = job.model(shell);
        this.out = job.output(shell);
    }

    int make(Technique technique) throws IOException {
        return ended(() -> rewritten(technique, Optional.empty()));
    }

    int make(LayerWise technique, Sparing sparing) throws IOException {
        return ended(() -> spared(sparing.excluding(technique, model), sparing));
    }

    int make(StaticQuantisation technique, Calibrating calibrating, Sparing sparing) throws IOException {
        var method = calibrating.method();
        return ended(() -> {
            var inputs = OnnxInspection.inspect(model).inputs();
            var set = calibrating.set(shell, inputs);
            set.requireFits(inputs);
            var unmeasured = (StaticQuantisation) sparing.excluding(technique, model);
            return spared(new Calibration(method, stage()).measure(model, unmeasured, set), sparing);
        });
    }

    /** What may be refused. */
    @FunctionalInterface
    private interface Work {
        OptimisationSheet done() throws CannotRewrite, CannotRun, MalformedModel, BadAcceptanceSet, IOException;
    }

    private int ended(Work work) throws IOException {
        var began = System.nanoTime();
        try {
            OnnxInspection.inspect(model);
            var sheet = work.done().taking(Duration.ofNanos(System.nanoTime() - began));
            shell.out().println(job.json() ? sheet.json() : sheet.text());
            return ExitCode.OK.number();
        } catch (CannotRewrite | CannotRun | MalformedModel | BadAcceptanceSet refused) {
            shell.err().println("ferry: " + Printable.of(String.valueOf(refused.getMessage())));
            return ExitCode.REFUSED.number();
        }
    }

    private OptimisationSheet spared(LayerWise technique, Sparing sparing)
            throws CannotRewrite, CannotRun, MalformedModel, BadAcceptanceSet, IOException {
        var set = sparing.set(shell);
        if (set.isEmpty()) {
            return rewritten(technique, Optional.empty());
        }
        set.get().requireFits(OnnxInspection.inspect(model).inputs());
        var found = new Sensitivity(stage()).within(sparing.maxDrop(), model, technique, set.get());
        return rewritten(found.technique(), Optional.of(found));
    }

    private OptimisationSheet rewritten(Technique technique, Optional<Sensitivity.Found> found)
            throws CannotRewrite, MalformedModel, IOException {
        var literal =
                technique instanceof StaticQuantisation measured ? Calibration.needed(model, measured) : technique;
        var report = Optimizer.optimise(model, literal, out);
        return new OptimisationSheet(
                recipe(Sha256.of(model).hex(), literal), report, found.orElse(null), Duration.ZERO);
    }

    private static Recipe recipe(String model, Technique technique) {
        return technique instanceof Fusion
                ? new Recipe(model, OfflineFusion.tool(), technique)
                : Recipe.of(model, technique);
    }

    /** One line that is written over, where somebody watches. */
    private Stage stage() {
        if (!shell.onTerminal()) {
            return Stage.SILENT;
        }
        return (what, done, of) -> {
            shell.err().printf("\r\u001b[K%s %d/%d%s", what, done, of, done == of ? "\r\u001b[K" : "");
            shell.err().flush();
        };
    }
}
