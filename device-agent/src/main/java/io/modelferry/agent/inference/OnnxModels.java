package io.modelferry.agent.inference;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtProvider;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import ai.onnxruntime.TensorInfo;
import io.modelferry.agent.inference.ExecutionProviders.Choice;
import io.modelferry.agent.inference.Signature.Port;
import io.modelferry.agent.update.UpdateFailure;
import io.modelferry.protocol.report.FailureCode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Opens ONNX files as sessions. The environment is the process's: made once, never closed. */
final class OnnxModels {

    private static final String CPU = OrtProvider.CPU.name();
    private static final List<String> NO_MEMORY = List.of("bad_alloc", "bad allocation", "Failed to allocate memory");

    private final OrtEnvironment environment = environment();
    private final SessionSettings settings;
    private final Set<OrtProvider> offered;

    /** A session and the execution provider that runs it. */
    record Loaded(LeasedSession session, Choice provider) {}

    /** @param threads of one session run; 1 leaves the machine to the others on it */
    OnnxModels(int threads) {
        this(SessionSettings.threads(threads));
    }

    OnnxModels(SessionSettings settings) {
        this(settings, ExecutionProviders.offered());
    }

    /** @param offered execution providers that are built in */
    OnnxModels(SessionSettings settings, Set<OrtProvider> offered) {
        this.settings = settings;
        this.offered = offered;
    }

    /** Made at its first use: asked for once more, with a name and a level, the runtime warns. */
    private static final class TheEnvironment {
        static final OrtEnvironment ONE =
                OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR, "modelferry");
    }

    static OrtEnvironment environment() {
        return TheEnvironment.ONE;
    }

    /** @throws UpdateFailure LOAD_FAILED, EXTERNAL_DATA, or INCOMPATIBLE for tensors this agent does not serve */
    LeasedSession open(Path onnx) throws UpdateFailure {
        return load(onnx).session();
    }

    /**
     * Asks one provider after another, the CPU last.
     *
     * @throws UpdateFailure as {@link #open}
     */
    Loaded load(Path onnx) throws UpdateFailure {
        SelfContained.require(onnx);
        var passedOver = new ArrayList<String>();
        for (var name : wanted()) {
            var missing = ExecutionProviders.missing(name, offered);
            if (missing.isPresent()) {
                passedOver.add(name + ": " + missing.get());
                continue;
            }
            var provider = ExecutionProviders.named(name).orElseThrow();
            try {
                return new Loaded(session(onnx, provider), new Choice(provider.name(), reason(passedOver, provider)));
            } catch (OrtException e) {
                passedOver.add(provider + ": " + firstLine(e));
            }
        }
        try {
            return new Loaded(session(onnx, OrtProvider.CPU), new Choice(CPU, reason(passedOver, OrtProvider.CPU)));
        } catch (OrtException e) {
            throw new UpdateFailure(FailureCode.LOAD_FAILED, firstLine(e), e);
        }
    }

    /** Without the CPU, which is asked last anyway. */
    private List<String> wanted() {
        var names = settings.providers().isEmpty() ? ExecutionProviders.preferredHere(offered) : settings.providers();
        return names.stream()
                .takeWhile(name -> !name.toUpperCase(Locale.ROOT).startsWith(CPU))
                .toList();
    }

    private String reason(List<String> passedOver, OrtProvider provider) {
        if (!passedOver.isEmpty()) {
            return String.join("; ", passedOver) + "; " + provider;
        }
        if (!settings.providers().isEmpty()) {
            return "configured";
        }
        return provider == OrtProvider.CPU
                ? "the runtime offers no other that suits this device class"
                : "first choice of this device class";
    }

    private LeasedSession session(Path onnx, OrtProvider provider) throws OrtException, UpdateFailure {
        try (var options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(settings.threads());
            options.setInterOpNumThreads(1);
            options.setOptimizationLevel(level());
            options.setCPUArenaAllocator(settings.arena());
            options.setMemoryPatternOptimization(settings.memoryPattern());
            ExecutionProviders.add(options, provider, settings.arena());
            return leased(environment.createSession(onnx.toString(), options));
        }
    }

    private OptLevel level() {
        return switch (settings.optimisation()) {
            case NONE -> OptLevel.NO_OPT;
            case BASIC -> OptLevel.BASIC_OPT;
            case EXTENDED -> OptLevel.EXTENDED_OPT;
            case ALL -> OptLevel.ALL_OPT;
        };
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

    /** Whether the runtime failed for want of memory, which it says in words only. */
    static boolean wantsMemory(OrtException e) {
        var message = String.valueOf(e.getMessage());
        return NO_MEMORY.stream().anyMatch(message::contains);
    }

    static List<String> providers() {
        return ExecutionProviders.offered().stream().map(Enum::name).sorted().toList();
    }

    String version() {
        return environment.getVersion();
    }
}
