package io.modelferry.optimizer.acceptance;

import ai.onnxruntime.OrtException;
import io.modelferry.optimizer.graph.CannotRewrite;
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
     * The runtime's reason in one line, and what is known here of it: of a cycle the runtime says that there is one, but not where, of an
     * opset not which would do. Where the file lies is nobody's business.
     *
     * @param models that were to run, at least one
     */
    public static CannotRun said(OrtException e, Path... models) {
        var line = String.valueOf(e.getMessage()).lines().findFirst().orElse("no reason given");
        var known =
                Arrays.stream(models).flatMap(model -> unsound(model).stream()).findFirst();
        return new CannotRun(
                "ONNX Runtime: " + without(line, models)
                        + known.map(why -> "; " + why).orElse(""),
                e);
    }

    private static String without(String line, Path... models) {
        var said = line;
        for (var model : models) {
            said = said.replace(model.toString(), "the model");
        }
        return said;
    }

    private static Optional<String> unsound(Path model) {
        try {
            Soundness.require(OnnxFile.read(model));
            return Optional.empty();
        } catch (CannotRewrite e) {
            return Optional.of(String.valueOf(e.getMessage()));
        } catch (MalformedModel | IOException e) {
            return Optional.empty(); // then the runtime's own words have to do
        }
    }
}
