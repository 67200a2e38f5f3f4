package io.modelferry.optimizer;

import io.modelferry.optimizer.OptimisationReport.Outcome;
import io.modelferry.optimizer.fuse.OfflineFusion;
import io.modelferry.optimizer.graph.CannotRewrite;
import io.modelferry.optimizer.graph.NamedLayer;
import io.modelferry.optimizer.graph.Nodes;
import io.modelferry.optimizer.graph.Rewritten;
import io.modelferry.optimizer.graph.Rewritten.LeftAlone;
import io.modelferry.optimizer.graph.Soundness;
import io.modelferry.optimizer.halve.HalfRewriting;
import io.modelferry.optimizer.onnx.MalformedModel;
import io.modelferry.optimizer.onnx.OnnxFile;
import io.modelferry.optimizer.prune.PruningRewriting;
import io.modelferry.optimizer.quantise.DynamicRewriting;
import io.modelferry.optimizer.quantise.InCodes;
import io.modelferry.optimizer.quantise.QdqPlan;
import io.modelferry.optimizer.quantise.StaticRewriting;
import io.modelferry.optimizer.quantise.WeightOnlyRewriting;
import io.modelferry.optimizer.recipe.DynamicQuantisation;
import io.modelferry.optimizer.recipe.Fusion;
import io.modelferry.optimizer.recipe.HalfPrecision;
import io.modelferry.optimizer.recipe.LayerWise;
import io.modelferry.optimizer.recipe.MagnitudePruning;
import io.modelferry.optimizer.recipe.StaticQuantisation;
import io.modelferry.optimizer.recipe.Technique;
import io.modelferry.optimizer.recipe.WeightOnlyQuantisation;
import io.modelferry.optimizer.schema.ModelProto;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The rewritten half of a recipe: a published model and a technique in, a variant out. Pure, the same bytes always. */
public final class Optimizer {

    private Optimizer() {}

    /**
     * @param in a model that passed {@link io.modelferry.optimizer.onnx.OnnxInspection}
     * @param out written only if something changed, see {@link OptimisationReport#isChanged}
     * @throws CannotRewrite if the model cannot take this form; nothing was written
     */
    public static OptimisationReport optimise(Path in, Technique technique, Path out)
            throws CannotRewrite, MalformedModel, IOException {
        var model = OnnxFile.read(in);
        Soundness.require(model);
        Soundness.requireNodes(model, technique.spared());
        if (technique instanceof HalfPrecision half) {
            Soundness.requireOperators(model, half.blockedOperators());
        }
        var before = Files.size(in);
        var inCodes = technique instanceof LayerWise ? InCodes.layers(model) : List.<LeftAlone>of();
        if (!inCodes.isEmpty()) {
            return new OptimisationReport(Outcome.ALREADY_QUANTISED, before, before, List.of(), inCodes);
        }
        var made = rewrite(model, technique);
        if (made.changed().isEmpty()) {
            return new OptimisationReport(Outcome.NOTHING_TO_CHANGE, before, before, made.changed(), made.leftAlone());
        }
        OnnxFile.write(made.model(), out);
        return new OptimisationReport(Outcome.CHANGED, before, Files.size(out), made.changed(), made.leftAlone());
    }

    /** What {@link LayerWise#excluded} can name with an effect, in the order of the graph. */
    public static List<NamedLayer> layers(Path in, LayerWise technique)
            throws CannotRewrite, MalformedModel, IOException {
        var model = OnnxFile.read(in);
        Soundness.require(model);
        Soundness.requireNodes(model, technique.spared());
        return switch (technique) {
            case StaticQuantisation quantisation ->
                QdqPlan.of(model, quantisation).computing();
            case DynamicQuantisation dynamic -> changed(model, dynamic);
            case WeightOnlyQuantisation weights -> changed(model, weights);
        };
    }

    /**
     * Names of all nodes of these kinds, those of branches and bodies too; one without a name goes by that of its first output.
     *
     * @throws CannotRewrite naming an operator that the model does not have
     */
    public static SortedSet<String> nodes(Path in, Set<String> operators)
            throws CannotRewrite, MalformedModel, IOException {
        var model = OnnxFile.read(in);
        Soundness.requireOperators(model, operators);
        return Nodes.all(model.getGraph())
                .filter(node -> operators.contains(node.getOpType()))
                .map(Nodes::name)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static List<NamedLayer> changed(ModelProto model, Technique technique)
            throws CannotRewrite, MalformedModel, IOException {
        return rewrite(model, technique).changed().stream()
                .map(layer -> new NamedLayer(layer.node(), layer.operator()))
                .toList();
    }

    private static Rewritten rewrite(ModelProto model, Technique technique)
            throws CannotRewrite, MalformedModel, IOException {
        return switch (technique) {
            case DynamicQuantisation dynamic -> DynamicRewriting.rewrite(model, dynamic);
            case StaticQuantisation quantisation -> StaticRewriting.rewrite(model, quantisation);
            case WeightOnlyQuantisation weights -> WeightOnlyRewriting.rewrite(model, weights);
            case HalfPrecision half -> HalfRewriting.rewrite(model, half);
            case MagnitudePruning pruning -> PruningRewriting.rewrite(model, pruning);
            case Fusion fusion -> OfflineFusion.rewrite(model, fusion);
        };
    }
}
