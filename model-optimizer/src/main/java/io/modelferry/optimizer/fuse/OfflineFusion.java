package io.modelferry.optimizer.fuse;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import io.modelferry.optimizer.graph.CannotRewrite;
import io.modelferry.optimizer.graph.Rewritten;
import io.modelferry.optimizer.graph.Rewritten.Changed;
import io.modelferry.optimizer.graph.Soundness;
import io.modelferry.optimizer.onnx.MalformedModel;
import io.modelferry.optimizer.onnx.OnnxFile;
import io.modelferry.optimizer.recipe.Fusion;
import io.modelferry.optimizer.schema.ModelProto;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** ONNX Runtime's graph optimisation, written to a file instead of being repeated at every start. */
public final class OfflineFusion {

    private OfflineFusion() {}

    /** Who rewrites, with its version: what a recipe's {@code tool} says. */
    public static String tool() {
        return "onnxruntime/" + OrtEnvironment.getEnvironment().getVersion();
    }

    /** @throws CannotRewrite naming the tensor, if a weight is NaN; with the runtime's reason, if it cannot load the model */
    public static Rewritten rewrite(ModelProto model, Fusion fusion) throws CannotRewrite, MalformedModel, IOException {
        Soundness.requireNumbers(model);
        var folder = Files.createTempDirectory("fusion");
        var before = folder.resolve("before.onnx");
        var after = folder.resolve("after.onnx");
        try {
            OnnxFile.write(model, before);
            fuse(before, fusion, after);
            return compared(model, OnnxFile.read(after));
        } finally {
            Files.deleteIfExists(before);
            Files.deleteIfExists(after);
            Files.delete(folder);
        }
    }

    private static void fuse(Path before, Fusion fusion, Path after) throws CannotRewrite {
        var environment = OrtEnvironment.getEnvironment();
        try (var options = new SessionOptions()) {
            options.setOptimizationLevel(
                    switch (fusion.level()) {
                        case BASIC -> OptLevel.BASIC_OPT;
                        case EXTENDED -> OptLevel.EXTENDED_OPT;
                    });
            options.setOptimizedModelFilePath(after.toString());
            environment.createSession(before.toString(), options).close();
        } catch (OrtException e) {
            throw new CannotRewrite("ONNX Runtime: "
                    + String.valueOf(e.getMessage()).lines().findFirst().orElse("no reason given"));
        }
    }

    private static Rewritten compared(ModelProto before, ModelProto after) {
        var same = before.getGraph().getNodeList().equals(after.getGraph().getNodeList());
        var nodes = after.getGraph().getNodeCount();
        return same
                ? new Rewritten(before, List.of(), List.of())
                : new Rewritten(
                        after, List.of(new Changed(after.getGraph().getName(), "Graph", "nodes", nodes)), List.of());
    }
}
