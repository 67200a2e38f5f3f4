package io.modelferry.cli.optimize;

import io.modelferry.cli.text.Shell;
import io.modelferry.delta.recipe.EightBit;
import io.modelferry.optimizer.recipe.DynamicQuantisation;
import io.modelferry.optimizer.recipe.Fusion;
import io.modelferry.optimizer.recipe.HalfPrecision;
import io.modelferry.optimizer.recipe.MagnitudePruning;
import io.modelferry.optimizer.recipe.StaticQuantisation;
import io.modelferry.optimizer.recipe.Technique;
import io.modelferry.optimizer.recipe.WeightOnlyQuantisation;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Makes one variant of one model, on files. A model that cannot take the form ends with {@link io.modelferry.cli.server.ExitCode#REFUSED} and one line
 * that names the node or tensor; nothing is written then.
 */
@Command(
        name = "optimize",
        description = "Variants of an ONNX file: smaller, faster, nearly as good. No server needed.",
        synopsisSubcommandLabel = "VERB")
public final class OptimizeCommand {

    private final Shell shell;

    public OptimizeCommand(Shell shell) {
        this.shell = shell;
    }

    @Command(
            name = "dynamic",
            description = "Weights in eight bits, activations quantised while the model runs: quantize_dynamic.")
    int dynamic(
            @Mixin Job job,
            @Option(
                            names = "--type",
                            paramLabel = "TYPE",
                            defaultValue = "int8",
                            description = "int8 or uint8 (default: ${DEFAULT-VALUE})")
                    EightBit type,
            @Option(names = "--per-channel", description = "a scale for each output channel") boolean perChannel,
            @Option(names = "--reduce-range", description = "seven bits, for processors without VNNI")
                    boolean reduceRange,
            @Mixin Sparing sparing)
            throws IOException {
        return new Making(shell, job)
                .make(new DynamicQuantisation(type, perChannel, reduceRange, sparing.excluded()), sparing);
    }

    @Command(
            name = "static",
            description = {
                "Weights and activations in eight bits: quantize_static, in the form QDQ.",
                "What activations may be is measured on the calibration set and stands in the recipe."
            })
    int fixed(
            @Mixin Job job,
            @Mixin Calibrating calibrating,
            @Option(
                            names = "--activations",
                            paramLabel = "TYPE",
                            defaultValue = "int8",
                            description = "int8 or uint8 (default: ${DEFAULT-VALUE})")
                    EightBit activations,
            @Option(
                            names = "--type",
                            paramLabel = "TYPE",
                            defaultValue = "int8",
                            description = "of weights, int8 or uint8 (default: ${DEFAULT-VALUE})")
                    EightBit type,
            @Option(names = "--per-channel", description = "a scale for each output channel") boolean perChannel,
            @Option(names = "--reduce-range", description = "seven bits, for processors without VNNI")
                    boolean reduceRange,
            @Mixin Sparing sparing)
            throws IOException {
        var technique = new StaticQuantisation(
                activations, type, perChannel, reduceRange, sparing.excluded(), Collections.emptySortedMap());
        return new Making(shell, job).make(technique, calibrating, sparing);
    }

    @Command(
            name = "weights",
            description = "Weights in blocks of four or eight bits, activations in float: MatMulNBits.")
    int weights(
            @Mixin Job job,
            @Option(names = "--bits", defaultValue = "4", description = "4 or 8 (default: ${DEFAULT-VALUE})") int bits,
            @Option(
                            names = "--block",
                            paramLabel = "N",
                            defaultValue = "32",
                            description = "weights that share a scale (default: ${DEFAULT-VALUE})")
                    int block,
            @Option(names = "--asymmetric", description = "a zero point for each block") boolean asymmetric,
            @Mixin Sparing sparing)
            throws IOException {
        return new Making(shell, job)
                .make(new WeightOnlyQuantisation(bits, block, !asymmetric, sparing.excluded()), sparing);
    }

    @Command(
            name = "fp16",
            description = "Weights and arithmetic in half precision; inputs and outputs keep their type.")
    int fp16(
            @Mixin Job job,
            @Option(names = "--block-operator", paramLabel = "OP", description = "stays in float; may be repeated")
                    @Nullable
                    List<String> operators,
            @Option(names = "--exclude", paramLabel = "NODE", description = "stays in float; may be repeated") @Nullable
                    List<String> excluded)
            throws IOException {
        return make(job, new HalfPrecision(sorted(operators), sorted(excluded)));
    }

    @Command(name = "prune", description = "The smallest weights of each layer become zero.")
    int prune(
            @Mixin Job job,
            @Option(
                            names = "--sparsity",
                            paramLabel = "SHARE",
                            required = true,
                            description = "of a layer's weights that become zero, above 0 and below 1")
                    double sparsity,
            @Option(names = "--per-channel", description = "the share holds for each output channel")
                    boolean perChannel,
            @Option(names = "--exclude", paramLabel = "NODE", description = "keeps its weights; may be repeated")
                    @Nullable
                    List<String> excluded)
            throws IOException {
        return make(job, new MagnitudePruning(sparsity, perChannel, sorted(excluded)));
    }

    @Command(name = "fuse", description = "Nodes folded and fused by ONNX Runtime, ahead of time.")
    int fuse(@Mixin Job job) throws IOException {
        return make(job, Fusion.EXTENDED);
    }

    private int make(Job job, Technique technique) throws IOException {
        return new Making(shell, job).make(technique);
    }

    private static SortedSet<String> sorted(@Nullable List<String> names) {
        return names == null ? new TreeSet<>() : new TreeSet<>(names);
    }
}
