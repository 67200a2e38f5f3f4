package io.modelferry.cli.verb;

import io.modelferry.cli.text.Shell;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
                "may be repeated. What differs from the usual is part of the variant's name: int8-dynamic with",
                "--reduce-range is int8-dynamic-reduce-range, here and in the settings of device classes."
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
            names = "--per-channel",
            description =
                    "a scale for each output channel, with dynamic and static; a threshold for each, with pruned-NN")
    private boolean perChannel;

    @Option(
            names = "--reduce-range",
            description = "seven bits of the eight, with dynamic and static: for processors without VNNI")
    private boolean reduceRange;

    @Option(
            names = "--block",
            paramLabel = "N",
            description = "weights that share a scale, a power of two from 16, with int8-weights and int4-weights"
                    + " (default: 32)")
    private @Nullable Integer block;

    @Option(names = "--asymmetric", description = "a zero point for each block, with int8-weights and int4-weights")
    private boolean asymmetric;

    @Option(
            names = "--exclude",
            paramLabel = "NODE",
            description = "stays as it is, with every technique but fused; may be repeated")
    private List<String> excluded = new ArrayList<>();

    @Option(
            names = "--exclude-operator",
            paramLabel = "OP",
            description = "all nodes of this kind stay as they are, for example Gather; may be repeated")
    private List<String> operators = new ArrayList<>();

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
            var order = order();
            if (calibration != null) {
                order.put("calibration", new Uploads(shell, server).set("calibration", calibration));
            }
            var runs = server.post(version.path() + "/runs", order);
            if (noWait) {
                connection.show(shell, runs, RunSheet.table(runs, shell.clock()));
                return 0;
            }
            var page = RunLines.follow(server, version, shell);
            connection.show(shell, page, VersionTables.page(page));
            return 0;
        }
    }

    /** What was typed, and nothing else: the server knows what is usual. */
    private Map<String, Object> order() {
        var order = new HashMap<String, Object>();
        order.put(
                "techniques",
                techniques.stream().map(ModelOptimizeCommand::variant).toList());
        if (percentile != null) {
            order.put("percentile", percentile);
        }
        if (perChannel) {
            order.put("perChannel", true);
        }
        if (reduceRange) {
            order.put("reduceRange", true);
        }
        if (block != null) {
            order.put("block", block);
        }
        if (asymmetric) {
            order.put("asymmetric", true);
        }
        if (!excluded.isEmpty()) {
            order.put("exclude", excluded);
        }
        if (!operators.isEmpty()) {
            order.put("excludeOperators", operators);
        }
        return order;
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
