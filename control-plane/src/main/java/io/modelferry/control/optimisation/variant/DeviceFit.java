package io.modelferry.control.optimisation.variant;

import io.modelferry.control.optimisation.FieldMeasures.FieldMeasure;
import io.modelferry.control.optimisation.Variants.VariantView;
import io.modelferry.control.platform.ModelferryConfiguration.Optimisation.DeviceClass;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Whether a class of devices can run a variant as it was proven. What a class does not say stands in nobody's way. */
final class DeviceFit {

    /** Execution providers that compute in half precision; the CPU of ONNX Runtime casts to float and back. */
    private static final Set<String> HALF =
            Set.of("CUDA", "TENSORRT", "ROCM", "MIGRAPHX", "COREML", "DIRECTML", "OPENVINO", "QNN", "NNAPI", "WEBGPU");

    /** Without one of them x86 adds products of eight bits in sixteen, which saturates: other answers than those measured. */
    private static final Set<String> WIDE_SUMS = Set.of("avx512_vnni", "avx_vnni", "amx_int8");

    /** Variants with products of signed codes of all eight bits: what has a reduced range holds everywhere. */
    private static final Set<String> SUMMED =
            Set.of("int8-dynamic", "int8-static", "int8-dynamic-per-channel", "int8-static-per-channel");

    private static final Set<String> X86 = Set.of("x86_64", "amd64");

    private DeviceFit() {}

    /** Why it cannot; empty if it can. */
    static Optional<String> obstacle(VariantView variant, DeviceClass deviceClass) {
        return memory(variant, deviceClass)
                .or(() -> latency(variant, deviceClass))
                .or(() -> half(variant, deviceClass))
                .or(() -> wideSums(variant, deviceClass));
    }

    /** What the field says against the limit that was held here; empty if it holds there too. */
    static Optional<String> tooSlow(FieldMeasure told, DeviceClass deviceClass) {
        var limit = deviceClass.maxLatency();
        return limit == null || told.latencyP95Micros() <= limit.toNanos() / 1_000
                ? Optional.empty()
                : Optional.of(String.format(
                        Locale.ROOT,
                        "on %d devices in the field its p95 latency is %.2f ms, the class allows %.2f ms",
                        told.devices(),
                        told.latencyP95Micros() / 1e3,
                        limit.toNanos() / 1e6));
    }

    private static Optional<String> memory(VariantView variant, DeviceClass deviceClass) {
        var limit = deviceClass.memory();
        if (limit == null) {
            return Optional.empty();
        }
        var needed = variant.peakBytes() == null
                ? variant.lengthBytes()
                : Math.max(variant.peakBytes(), variant.lengthBytes());
        return needed <= limit.toBytes()
                ? Optional.empty()
                : Optional.of(String.format(
                        Locale.ROOT,
                        "it takes %.1f MB of memory, the class has %.1f MB for it",
                        needed / 1e6,
                        limit.toBytes() / 1e6));
    }

    private static Optional<String> latency(VariantView variant, DeviceClass deviceClass) {
        var limit = deviceClass.maxLatency();
        var measured = variant.latencyP95Micros();
        if (limit == null || (measured != null && measured <= limit.toNanos() / 1_000)) {
            return Optional.empty();
        }
        return Optional.of(
                measured == null
                        ? "its latency is not measured, the class has a limit"
                        : String.format(
                                Locale.ROOT,
                                "its p95 latency is %.2f ms, the class allows %.2f ms",
                                measured / 1e3,
                                limit.toNanos() / 1e6));
    }

    private static Optional<String> half(VariantView variant, DeviceClass deviceClass) {
        var fits = !variant.variant().equals("fp16")
                || deviceClass.prefers().contains("fp16")
                || deviceClass.providers().stream()
                        .map(provider -> provider.toUpperCase(Locale.ROOT).replace("EXECUTIONPROVIDER", ""))
                        .anyMatch(HALF::contains);
        return fits ? Optional.empty() : Optional.of("no provider of the class computes in half precision");
    }

    private static Optional<String> wideSums(VariantView variant, DeviceClass deviceClass) {
        var fits = !SUMMED.contains(variant.variant())
                || !X86.contains(deviceClass.architecture())
                || deviceClass.cpuFlags().isEmpty()
                || deviceClass.cpuFlags().stream().anyMatch(WIDE_SUMS::contains);
        return fits
                ? Optional.empty()
                : Optional.of(
                        "processors of the class lack %s: sums of eight-bit products saturate, those of %s-reduce-range do not"
                                .formatted(WIDE_SUMS.stream().sorted().toList(), variant.variant()));
    }
}
