package io.modelferry.optimizer.graph;

import io.modelferry.optimizer.schema.ModelProto;
import io.modelferry.optimizer.schema.OperatorSetIdProto;

/** Which operators a model may use. */
public final class Opsets {

    private Opsets() {}

    /** The opset of the default domain; 0 if the model imports only other domains. */
    public static long of(ModelProto model) {
        return model.getOpsetImportList().stream()
                .filter(imported -> Nodes.isDefaultDomain(imported.getDomain()))
                .mapToLong(OperatorSetIdProto::getVersion)
                .max()
                .orElse(0);
    }

    /** @throws CannotRewrite if {@code operator}, which came with opset {@code first}, does not exist for the model */
    public static void require(ModelProto model, long first, String operator) throws CannotRewrite {
        if (of(model) < first) {
            throw new CannotRewrite("opset %d has no %s; export the model with opset %d or later"
                    .formatted(of(model), operator, first));
        }
    }
}
