package io.modelferry.agent.inference;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtProvider;
import ai.onnxruntime.OrtSession.SessionOptions;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Which execution provider runs a model: an order of preference for each device class, of what ONNX Runtime really offers. */
final class ExecutionProviders {

    /**
     * What runs a session.
     *
     * @param name by ONNX Runtime's enumeration, for example {@code CPU}
     * @param reason what was tried before and why it is not that one
     */
    record Choice(String name, String reason) {}

    private static final Map<String, List<OrtProvider>> PREFERRED = Map.of(
            "linux/amd64",
            List.of(OrtProvider.TENSOR_RT, OrtProvider.CUDA, OrtProvider.ROCM, OrtProvider.OPEN_VINO, OrtProvider.DNNL),
            "linux/arm64",
            List.of(
                    OrtProvider.TENSOR_RT,
                    OrtProvider.CUDA,
                    OrtProvider.QNN,
                    OrtProvider.NNAPI,
                    OrtProvider.ACL,
                    OrtProvider.XNNPACK),
            "mac/arm64",
            List.of(OrtProvider.CORE_ML, OrtProvider.XNNPACK),
            "mac/amd64",
            List.of(OrtProvider.CORE_ML),
            "windows/amd64",
            List.of(OrtProvider.TENSOR_RT, OrtProvider.CUDA, OrtProvider.DIRECT_ML));

    private ExecutionProviders() {}

    /** Operating system and architecture, for example {@code linux/arm64}. */
    static String deviceClass(String os, String architecture) {
        var system = os.toLowerCase(Locale.ROOT).replaceFirst("^(linux|mac|windows).*$", "$1");
        return system
                + "/"
                + switch (architecture) {
                    case "x86_64" -> "amd64";
                    case "aarch64" -> "arm64";
                    default -> architecture;
                };
    }

    /** Built into the runtime for a device class that has an accelerator, in order of preference, without the CPU. */
    static List<String> preferred(String deviceClass, Set<OrtProvider> offered) {
        return PREFERRED.getOrDefault(deviceClass, List.of()).stream()
                .filter(offered::contains)
                .map(Enum::name)
                .toList();
    }

    static List<String> preferredHere(Set<OrtProvider> offered) {
        return preferred(deviceClass(System.getProperty("os.name"), System.getProperty("os.arch")), offered);
    }

    static Set<OrtProvider> offered() {
        return OrtEnvironment.getAvailableProviders();
    }

    /** By the name of the enumeration or by the runtime's own ({@code CUDAExecutionProvider}), in any case. */
    static Optional<OrtProvider> named(String name) {
        return Arrays.stream(OrtProvider.values())
                .filter(provider -> namesOf(provider).anyMatch(name::equalsIgnoreCase))
                .findFirst();
    }

    private static Stream<String> namesOf(OrtProvider provider) {
        return Stream.of(provider.name(), provider.getName());
    }

    /** @return why it cannot be asked for, empty if it can */
    static Optional<String> missing(String name, Set<OrtProvider> offered) {
        var provider = named(name);
        if (provider.isEmpty()) {
            return Optional.of("no such provider");
        }
        return offered.contains(provider.get()) ? Optional.empty() : Optional.of("not built in");
    }

    /**
     * Asks for a provider that is offered.
     *
     * @throws OrtException if its libraries or its device are not there after all
     */
    static void add(SessionOptions options, OrtProvider provider, boolean arena) throws OrtException {
        switch (provider) {
            case CPU -> {} // the last resort of every session
            case CUDA -> options.addCUDA();
            case TENSOR_RT -> options.addTensorrt(0);
            case ROCM -> options.addROCM();
            case OPEN_VINO -> options.addOpenVINO("");
            case DNNL -> options.addDnnl(arena);
            case NNAPI -> options.addNnapi();
            case ACL -> options.addACL(false);
            case CORE_ML -> options.addCoreML();
            case XNNPACK -> options.addXnnpack(Map.of());
            case QNN -> options.addQnn(Map.of());
            case DIRECT_ML -> options.addDirectML(0);
            case WEBGPU -> options.addWebGPU(Map.of());
            case VITIS_AI, RK_NPU, MI_GRAPH_X, AZURE ->
                throw new OrtException("the Java API of ONNX Runtime has no way to ask for " + provider.getName());
        }
    }
}
