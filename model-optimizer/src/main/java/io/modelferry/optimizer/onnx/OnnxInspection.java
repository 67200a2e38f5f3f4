package io.modelferry.optimizer.onnx;

import io.modelferry.optimizer.onnx.MalformedModel.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Looks at a model that nobody trusts yet. Reads names, shapes and lengths; jumps over weights, so a file of 2 GiB costs
 * kilobytes. Weights in other files are refused wherever they hide: initializers, attributes, subgraphs, functions, sparse
 * tensors, training graphs.
 */
public final class OnnxInspection {

    private OnnxInspection() {}

    /** @see #inspect(Path, InspectionLimits) */
    public static OnnxModel inspect(Path file) throws MalformedModel, IOException {
        return inspect(file, InspectionLimits.DEFAULT);
    }

    /**
     * @throws MalformedModel with the reason; {@link Reason#NOT_ONNX} if it never looked like a model at all
     */
    public static OnnxModel inspect(Path file, InspectionLimits limits) throws MalformedModel, IOException {
        try (var channel = Files.newByteChannel(file)) {
            if (channel.size() > limits.maxBytes()) {
                throw new MalformedModel(
                        Reason.TOO_LARGE,
                        "the model has %d bytes, at most %d".formatted(channel.size(), limits.maxBytes()));
            }
            return new ModelWalk(new WireReader(channel), limits).model(channel.size());
        }
    }
}
