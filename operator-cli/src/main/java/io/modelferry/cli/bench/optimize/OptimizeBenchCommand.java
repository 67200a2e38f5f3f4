package io.modelferry.cli.bench.optimize;

import static io.modelferry.cli.bench.BenchJson.fields;

import io.modelferry.cli.bench.BenchJson;
import io.modelferry.cli.bench.Programs;
import io.modelferry.cli.bench.Steps;
import io.modelferry.cli.bench.WorkFolder;
import io.modelferry.cli.text.Shell;
import io.modelferry.cli.text.Table;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ferry bench optimize}. Ends with 0 once everything is measured, whatever the figures. */
@Command(
        name = "optimize",
        description = "Our variants of real models beside those of ONNX Runtime's own tools.",
        footer = {
            "",
            "The corpus is made by tools/optimize-corpus. The tools run as a Python process where there is one.",
            "Targets: size ratio ≤ 1.01, cosine ≥ theirs − 0.0005, latency ratio ≤ 1.05 (median of 21 pairs in turn, one",
            "thread), ≥ 100 MB/s of the model in float, ≤ 512 MiB of heap."
        })
public final class OptimizeBenchCommand implements Callable<Integer> {

    private final Shell shell;

    @Option(names = "--corpus", paramLabel = "DIR", description = "models (default: <data>/optimize-corpus)")
    private @Nullable Path corpus;

    @Option(names = "--models", split = ",", paramLabel = "NAME", description = "only these models")
    private List<String> models = List.of();

    @Option(names = "--python", paramLabel = "FILE", description = "a Python with onnxruntime (default: python3)")
    private @Nullable Path python;

    @Option(names = "--json", description = "print everything as JSON")
    private boolean json;

    @Option(names = "--verbose", description = "a line on standard error for each step")
    private boolean verbose;

    public OptimizeBenchCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws IOException {
        var chosen = chosen();
        try (var work = WorkFolder.below(shell.data().toAbsolutePath())) {
            var reference = reference(work);
            if (reference == null) {
                shell.err().println("ferry: the reference is not measured: no Python with onnxruntime (--python FILE)");
            }
            var outcomes = new OptimizeBench(chosen, reference, work, Steps.of(shell, verbose)).run();
            shell.out().println(json ? json(outcomes) : text(outcomes));
            return 0;
        }
    }

    private List<BenchedModel> chosen() throws IOException {
        var folder = corpus == null
                ? shell.data().resolve("optimize-corpus")
                : shell.workingFolder().resolve(corpus);
        var there = BenchedModel.in(folder);
        if (there.isEmpty()) {
            throw new IllegalArgumentException(
                    "there are no models in %s; tools/optimize-corpus makes them, see its README".formatted(folder));
        }
        var names = there.stream().map(BenchedModel::name).toList();
        for (var wanted : models) {
            if (!names.contains(wanted)) {
                throw new IllegalArgumentException("there is no model '%s'; there are: %s".formatted(wanted, names));
            }
        }
        return there.stream()
                .filter(model -> models.isEmpty() || models.contains(model.name()))
                .toList();
    }

    private @Nullable Reference reference(WorkFolder work) throws IOException {
        var program = python == null
                ? new Programs(shell.environment().getOrDefault("PATH", ""))
                        .find("python3")
                        .orElse(null)
                : shell.workingFolder().resolve(python).normalize();
        if (program == null) {
            return null;
        }
        var reference = new Reference(program, shell.home().resolve("tools/optimize-corpus/reference.py"));
        return reference.isThere(work) ? reference : null;
    }

    private static String text(List<Outcome> outcomes) {
        var table = new Table(
                "MODEL",
                "FORM",
                "BESIDE",
                "BYTES",
                "SIZE RATIO",
                "COSINE",
                "THEIRS",
                "LATENCY RATIO",
                "MB/S",
                "HEAP",
                "");
        outcomes.forEach(outcome -> table.row(outcome.row()));
        return table.toString();
    }

    private static String json(List<Outcome> outcomes) {
        return BenchJson.written(
                fields("outcomes", outcomes.stream().map(Outcome::json).toList()));
    }
}
