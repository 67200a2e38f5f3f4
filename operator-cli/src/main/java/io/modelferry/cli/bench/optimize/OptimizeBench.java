package io.modelferry.cli.bench.optimize;

import io.modelferry.cli.bench.Child;
import io.modelferry.cli.bench.ChildJvm;
import io.modelferry.cli.bench.Steps;
import io.modelferry.cli.bench.WorkFolder;
import io.modelferry.cli.bench.optimize.Outcome.Theirs;
import io.modelferry.cli.bench.optimize.Outcome.Variant;
import io.modelferry.delta.Sha256;
import io.modelferry.optimizer.acceptance.AcceptanceSet;
import io.modelferry.optimizer.acceptance.BadAcceptanceSet;
import io.modelferry.optimizer.acceptance.Budgets;
import io.modelferry.optimizer.acceptance.CannotRun;
import io.modelferry.optimizer.acceptance.Evaluation;
import io.modelferry.optimizer.acceptance.LatencyPairs;
import io.modelferry.optimizer.graph.CannotRewrite;
import io.modelferry.optimizer.onnx.MalformedModel;
import io.modelferry.optimizer.recipe.Recipe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes every form of every model twice, ours and the reference's, and holds them beside each other. */
final class OptimizeBench {

    private static final ChildJvm HALF_A_GIGABYTE = new ChildJvm("512m");
    private static final Duration LIMIT = Duration.ofMinutes(20);

    private final List<BenchedModel> models;
    private final @Nullable Reference reference;
    private final WorkFolder work;
    private final Steps steps;

    /** @param reference null if there is none: then only ours is measured */
    OptimizeBench(List<BenchedModel> models, @Nullable Reference reference, WorkFolder work, Steps steps) {
        this.models = List.copyOf(models);
        this.reference = reference;
        this.work = work;
        this.steps = steps;
    }

    List<Outcome> run() throws IOException {
        var outcomes = new ArrayList<Outcome>();
        for (var model : models) {
            for (var form : Form.values()) {
                try {
                    measured(model, form).ifPresent(outcomes::add);
                } catch (MalformedModel | BadAcceptanceSet | CannotRewrite | CannotRun e) {
                    throw new IOException("%s of %s: %s".formatted(form.word(), model.name(), e.getMessage()), e);
                }
            }
        }
        steps.end();
        return outcomes;
    }

    /** Empty where a model has nothing to hold the form beside. */
    private Optional<Outcome> measured(BenchedModel model, Form form)
            throws IOException, MalformedModel, BadAcceptanceSet, CannotRewrite, CannotRun {
        if (form == Form.RELEASED && model.official().isEmpty()) {
            return Optional.empty();
        }
        var cases = AcceptanceSet.readForCalibration(model.cases());
        var ours = work.file("ours.onnx");
        steps.now("%s: %s, ours".formatted(model.name(), form.word()));
        var conversion = convert(model, form, ours);
        var theirs = form == Form.RELEASED
                ? model.official()
                : Optional.ofNullable(reference).map(by -> work.file("theirs.onnx"));
        if (form != Form.RELEASED && reference != null) {
            steps.now("%s: %s, the reference's".formatted(model.name(), form.word()));
            reference.make(form, model, theirs.orElseThrow(), work);
        }
        return Optional.of(new Outcome(
                model.name(),
                form.word(),
                form == Form.RELEASED ? "its makers" : reference == null ? "nobody" : "reference",
                variant(model.model(), ours, cases),
                Files.size(model.model()) / 1e6 / conversion.seconds(),
                conversion.heapBytes(),
                theirs.isEmpty() ? null : compared(model, ours, theirs.get(), cases)));
    }

    private Conversion.Measured convert(BenchedModel model, Form form, Path out)
            throws IOException, MalformedModel, BadAcceptanceSet, CannotRewrite, CannotRun {
        var recipe = Files.writeString(
                work.file("recipe.json"),
                Recipe.of(Sha256.of(model.model()).hex(), form.technique(model)).json());
        var printed = work.file("conversion.out");
        var command = HALF_A_GIGABYTE.command(
                Conversion.class.getName(),
                List.of(recipe.toString(), model.model().toString(), out.toString()));
        var ended = Child.run(command, printed, LIMIT);
        if (!ended.well()) {
            throw new IOException("no %s of %s: %s".formatted(form.word(), model.name(), ended.lastWords()));
        }
        return Conversion.Measured.parse(Files.readString(printed));
    }

    private Theirs compared(BenchedModel model, Path ours, Path theirs, AcceptanceSet cases)
            throws IOException, CannotRun {
        var variant = variant(model.model(), theirs, cases);
        steps.now("%s: latency in pairs".formatted(model.name()));
        return new Theirs(variant, LatencyPairs.ratio(ours, theirs, cases));
    }

    private static Variant variant(Path model, Path file, AcceptanceSet cases) throws IOException, CannotRun {
        var threads = Runtime.getRuntime().availableProcessors();
        var proof = new Evaluation(System::nanoTime, threads).prove(model, file, cases, Budgets.NONE, null);
        var cosine = proof.comparison().cosine();
        return new Variant(Files.size(file), cosine == null ? Double.NaN : cosine);
    }
}
