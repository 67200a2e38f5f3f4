package io.modelferry.agent.inference;

import ai.onnxruntime.OrtException;
import io.modelferry.agent.update.UpdateFailure;
import io.modelferry.protocol.report.FailureCode;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One run over zeros, for a model without an acceptance set: a model that crashes or hangs at its first inference shows it here.
 * What it answers says nothing, nor does an orderly refusal, since nobody said that it takes zeros of this shape.
 */
final class FirstRun {

    private FirstRun() {}

    /** @throws UpdateFailure LOAD_FAILED if it found no memory for as little as this */
    static void of(LeasedSession session) throws UpdateFailure {
        try {
            session.run(zeros(session.signature()));
        } catch (OrtException e) {
            if (OnnxModels.wantsMemory(e)) {
                throw new UpdateFailure(FailureCode.LOAD_FAILED, OnnxModels.firstLine(e), e);
            }
        } catch (IllegalArgumentException e) {
            return; // an input larger than any request may be: nobody can send it either
        }
    }

    private static Map<String, Tensor> zeros(Signature signature) {
        var inputs = new LinkedHashMap<String, Tensor>();
        for (var port : signature.inputs()) {
            var shape = port.shape().stream()
                    .mapToLong(dimension -> dimension < 0 ? 1 : dimension)
                    .toArray();
            var elements = Tensor.elements(shape);
            inputs.put(port.name(), new Tensor(port.datatype(), shape, Tensor.allocate(port.datatype(), elements)));
        }
        return inputs;
    }
}
