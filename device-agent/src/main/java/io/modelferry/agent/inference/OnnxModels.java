package io.modelferry.agent.inference;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import io.modelferry.agent.inference.Signature.Port;
import io.modelferry.agent.update.UpdateFailure;
import io.modelferry.protocol.report.FailureCode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/** Opens ONNX files as sessions. The environment is the process's: made once, never closed. */
final class OnnxModels {

    private final OrtEnvironment environment =
            OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR, "modelferry");
    private final int threads;

    /** @param threads of one session run; 1 leaves the machine to the others on it */
    OnnxModels(int threads) {
        this.threads = threads;
    }

    /** @throws UpdateFailure LOAD_FAILED, EXTERNAL_DATA, or INCOMPATIBLE for tensors this agent does not serve */
    LeasedSession open(Path onnx) throws UpdateFailure {
        SelfContained.require(onnx);
        try (var options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(threads);
            options.setInterOpNumThreads(1);
            var session = environment.createSession(onnx.toString(), options);
            return leased(session);
        } catch (OrtException e) {
            throw new UpdateFailure(FailureCode.LOAD_FAILED, firstLine(e), e);
        }
    }

    private LeasedSession leased(OrtSession session) throws OrtException, UpdateFailure {
        try {
            var signature = new Signature(
                    ports(session.getInputInfo().values()),
                    ports(session.getOutputInfo().values()));
            return new LeasedSession(environment, session, signature);
        } catch (UpdateFailure | OrtException e) {
            session.close();
            throw e;
        }
    }

    private static List<Port> ports(Collection<NodeInfo> nodes) throws UpdateFailure {
        var ports = new ArrayList<Port>();
        for (var node : nodes) {
            ports.add(port(node));
        }
        return ports;
    }

    private static Port port(NodeInfo node) throws UpdateFailure {
        if (node.getInfo() instanceof TensorInfo tensor) {
            return new Port(
                    node.getName(),
                    datatype(tensor.type),
                    Arrays.stream(tensor.getShape()).boxed().toList());
        }
        throw new UpdateFailure(FailureCode.INCOMPATIBLE, node.getName() + " is no tensor");
    }

    private static Datatype datatype(OnnxJavaType type) throws UpdateFailure {
        return switch (type) {
            case FLOAT -> Datatype.FP32;
            case DOUBLE -> Datatype.FP64;
            case INT8 -> Datatype.INT8;
            case INT16 -> Datatype.INT16;
            case INT32 -> Datatype.INT32;
            case INT64 -> Datatype.INT64;
            case BOOL -> Datatype.BOOL;
            case UINT8 -> Datatype.UINT8;
            default -> throw new UpdateFailure(FailureCode.INCOMPATIBLE, "tensors of " + type + " are not served");
        };
    }

    static OnnxJavaType javaType(Datatype datatype) {
        return switch (datatype) {
            case BOOL -> OnnxJavaType.BOOL;
            case UINT8 -> OnnxJavaType.UINT8;
            case INT8 -> OnnxJavaType.INT8;
            case INT16 -> OnnxJavaType.INT16;
            case INT32 -> OnnxJavaType.INT32;
            case INT64 -> OnnxJavaType.INT64;
            case FP32 -> OnnxJavaType.FLOAT;
            case FP64 -> OnnxJavaType.DOUBLE;
        };
    }

    static String firstLine(OrtException e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("no message");
    }

    static List<String> providers() {
        return OrtEnvironment.getAvailableProviders().stream()
                .map(Enum::name)
                .sorted()
                .toList();
    }

    String version() {
        return environment.getVersion();
    }
}
