package io.modelferry.optimizer;

import io.modelferry.optimizer.fuse.OfflineFusion;
import io.modelferry.optimizer.graph.CannotRewrite;
import io.modelferry.optimizer.graph.Rewritten;
import io.modelferry.optimizer.halve.HalfRewriting;
import io.modelferry.optimizer.onnx.MalformedModel;
import io.modelferry.optimizer.onnx.OnnxFile;
import io.modelferry.optimizer.prune.PruningRewriting;
import io.modelferry.optimizer.quantise.DynamicRewriting;
import io.modelferry.optimizer.quantise.WeightOnlyRewriting;
import io.modelferry.optimizer.recipe.DynamicQuantisation;
import io.modelferry.optimizer.recipe.Fusion;
import io.modelferry.optimizer.recipe.HalfPrecision;
import io.modelferry.optimizer.recipe.MagnitudePruning;
import io.modelferry.optimizer.recipe.Technique;
import io.modelferry.optimizer.recipe.WeightOnlyQuantisation;
import io.modelferry.optimizer.schema.ModelProto;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

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
        var rewritten = rewrite(OnnxFile.read(in), technique);
        var before = Files.size(in);
        if (rewritten.changed().isEmpty()) {
            return new OptimisationReport(before, before, rewritten.changed(), rewritten.leftAlone());
        }
        OnnxFile.write(rewritten.model(), out);
        return new OptimisationReport(before, Files.size(out), rewritten.changed(), rewritten.leftAlone());
    }

    private static Rewritten rewrite(ModelProto model, Technique technique)
            throws CannotRewrite, MalformedModel, IOException {
        return switch (technique) {
            case DynamicQuantisation dynamic -> DynamicRewriting.rewrite(model, dynamic);
            case WeightOnlyQuantisation weights -> WeightOnlyRewriting.rewrite(model, weights);
            case HalfPrecision half -> HalfRewriting.rewrite(model, half);
            case MagnitudePruning pruning -> PruningRewriting.rewrite(model, pruning);
            case Fusion fusion -> OfflineFusion.rewrite(model, fusion);
        };
    }
}
