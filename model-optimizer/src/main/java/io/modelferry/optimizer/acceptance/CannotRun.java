package io.modelferry.optimizer.acceptance;

import ai.onnxruntime.OrtException;
import io.modelferry.optimizer.graph.Cycle;
import io.modelferry.optimizer.graph.Soundness;
import io.modelferry.optimizer.onnx.MalformedModel;
import io.modelferry.optimizer.onnx.OnnxFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/** ONNX Runtime cannot load or run the model. The message names the node or tensor, if one stands in the way. */
public final class CannotRun extends Exception {

    private CannotRun(String reason, Throwable cause) {
        super(reason, cause);
    }

    public CannotRun(String reason) {
        super(reason);
    }

    /**
     * The runtime's reason in one line. Of a cycle it says that there is one, but not where.
     *
     * @param models that were to run, at least one
     */
    public static CannotRun said(OrtException e, Path... models) {
        var line = String.valueOf(e.getMessage()).lines().findFirst().orElse("no reason given");
        var cycle =
                Arrays.stream(models).flatMap(model -> cycle(model).stream()).findFirst();
        return new CannotRun(
                "ONNX Runtime: " + line
                        + cycle.map(node -> "; " + Soundness.words(node)).orElse(""),
                e);
    }

    private static Optional<String> cycle(Path model) {
        try {
            return Cycle.in(OnnxFile.read(model).getGraph());
        } catch (MalformedModel | IOException e) {
            return Optional.empty(); // then the runtime's own words have to do
        }
    }
}
