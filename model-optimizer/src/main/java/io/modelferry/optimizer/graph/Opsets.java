package io.modelferry.optimizer.graph;

import io.modelferry.optimizer.schema.ModelProto;
import io.modelferry.optimizer.schema.OperatorSetIdProto;

/** Which operators a model may use. */
public final class Opsets {

    /** The newest of the default domain that the house's ONNX Runtime supports. */
    private static final long NEWEST = 26;

    private Opsets() {}

    /** The opset of the default domain; 0 if the model imports only other domains. */
    public static long of(ModelProto model) {
        return model.getOpsetImportList().stream()
                .filter(imported -> Nodes.isDefaultDomain(imported.getDomain()))
                .mapToLong(OperatorSetIdProto::getVersion)
                .max()
                .orElse(0);
    }

    /** @throws CannotRewrite if the model's operators are of an opset that came later than this house */
    public static void requireKnown(ModelProto model) throws CannotRewrite {
        if (of(model) > NEWEST) {
            throw new CannotRewrite("opset %d is not known here; export the model with opset %d or earlier"
                    .formatted(of(model), NEWEST));
        }
    }

    /** @throws CannotRewrite if {@code operator}, which came with opset {@code first}, does not exist for the model */
    public static void require(ModelProto model, long first, String operator) throws CannotRewrite {
        if (of(model) < first) {
            throw new CannotRewrite("opset %d has no %s; export the model with opset %d or later"
                    .formatted(of(model), operator, first));
        }
    }

    /** The model with {@code domain} imported, if it was not: at {@code version}. */
    public static ModelProto with(ModelProto model, String domain, long version) {
        return model.getOpsetImportList().stream()
                        .anyMatch(imported -> imported.getDomain().equals(domain))
                ? model
                : model.toBuilder()
                        .addOpsetImport(OperatorSetIdProto.newBuilder()
                                .setDomain(domain)
                                .setVersion(version))
                        .build();
    }
}
