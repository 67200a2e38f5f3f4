package io.modelferry.agent.inference;

import io.modelferry.agent.inference.OnnxWalk.Kind;
import io.modelferry.agent.update.UpdateFailure;
import io.modelferry.protocol.report.FailureCode;
import java.nio.file.Path;

/**
 * Refuses a model that keeps weights in other files: a path in a model is a way out of its folder (CVE-2022-25882,
 * CVE-2024-27318, CVE-2025-51480).
 */
final class SelfContained {

    /** TensorProto.external_data and TensorProto.data_location. */
    private static final int EXTERNAL_DATA = 13;

    private static final int DATA_LOCATION = 14;
    private static final long EXTERNAL = 1;

    private SelfContained() {}

    /** @throws UpdateFailure EXTERNAL_DATA, or LOAD_FAILED if the file is not in the wire form at all */
    static void require(Path onnx) throws UpdateFailure {
        OnnxWalk.over(onnx, SelfContained::enter);
    }

    private static void enter(Kind kind, ProtoFields fields) throws UpdateFailure {
        while (kind == Kind.TENSOR && fields.next()) {
            if (fields.isText(EXTERNAL_DATA) || fields.isNumber(DATA_LOCATION) && fields.number() == EXTERNAL) {
                throw new UpdateFailure(FailureCode.EXTERNAL_DATA, "the model keeps weights in other files");
            }
        }
    }
}
