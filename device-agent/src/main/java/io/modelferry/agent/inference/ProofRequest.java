package io.modelferry.agent.inference;

import io.modelferry.protocol.trust.Acceptance;
import io.modelferry.protocol.trust.Needs;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A file to prove, and against what.
 *
 * @param model the ONNX file, its digest known to be right
 * @param opset of the default domain, as signed
 * @param needs as signed; null: nothing beyond the runtime
 * @param acceptance as signed; null: the model is only loaded and run once
 * @param set the acceptance set's NPZ file; null without {@code acceptance}
 * @param replaced inputs and outputs of the model that answers now; null if none does
 */
public record ProofRequest(
        Path model,
        int opset,
        @Nullable Needs needs,
        @Nullable Acceptance acceptance,
        @Nullable Path set,
        @Nullable Signature replaced) {}
