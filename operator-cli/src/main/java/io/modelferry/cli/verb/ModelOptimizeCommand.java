package io.modelferry.cli.verb;

import io.modelferry.cli.text.Shell;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Orders runs, and follows them. */
@Command(
        name = "optimize",
        description = "Make more variants of a version, and measure them.",
        footer = {"", "Example:", "  ferry model optimize meter-reader@2 --technique static --calibration typical.npz"})
public final class ModelOptimizeCommand implements Callable<Integer> {

    private final Shell shell;

    @Mixin
    private Connection connection = new Connection();

    @Parameters(paramLabel = "MODEL@VERSION", converter = VersionId.Reader.class)
    private @Nullable VersionId id;

    @Option(
            names = "--technique",
            paramLabel = "NAME",
            required = true,
            split = ",",
            description = {
                "int8-static (or static), int8-dynamic (or dynamic), uint8-static, uint8-dynamic, int8-weights,",
                "int4-weights, fp16, fused, fused-basic or pruned-NN; profile or teacher to study the published file;",
                "may be repeated"
            })
    private List<String> techniques = new ArrayList<>();

    @Option(
            names = "--calibration",
            paramLabel = "NPZ",
            description =
                    "typical inputs by name, to measure activations with (default: the set that the version was published with)")
    private @Nullable Path calibration;

    @Option(
            names = "--percentile",
            paramLabel = "PERCENT",
            description = "of the measured values that codes reach, for example 99.999 (default: all of them)")
    private @Nullable Double percentile;

    @Option(
            names = "--exclude",
            paramLabel = "NODE",
            description = "stays in float, with techniques that quantise; may be repeated")
    private List<String> excluded = new ArrayList<>();

    @Option(names = "--no-wait", description = "return as soon as the runs are queued")
    private boolean noWait;

    public ModelOptimizeCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws IOException {
        var version = Objects.requireNonNull(id);
        if (calibration != null) {
            Uploads.requireFile(shell, calibration);
        }
        try (var server = connection.open(shell)) {
            var order = new HashMap<String, Object>();
            order.put(
                    "techniques",
                    techniques.stream().map(ModelOptimizeCommand::variant).toList());
            if (calibration != null) {
                order.put("calibration", new Uploads(shell, server).set("calibration", calibration));
            }
            if (percentile != null) {
                order.put("percentile", percentile);
            }
            if (!excluded.isEmpty()) {
                order.put("exclude", excluded);
            }
            var runs = server.post(version.path() + "/runs", order);
            if (noWait) {
                connection.show(shell, runs, RunSheet.table(runs, shell.clock()));
                return 0;
            }
            var page = RunLines.follow(server, version, shell.err());
            connection.show(shell, page, VersionTables.page(page));
            return 0;
        }
    }

    /** The technique's short name means its usual variant. */
    private static String variant(String typed) {
        return switch (typed) {
            case "static" -> "int8-static";
            case "dynamic" -> "int8-dynamic";
            default -> typed;
        };
    }
}
