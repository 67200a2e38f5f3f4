package io.modelferry.control.optimisation.variant;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelferry.control.optimisation.Variants.Choice;
import io.modelferry.control.optimisation.Variants.ClassChoice;
import io.modelferry.control.optimisation.Variants.VariantView;
import io.modelferry.control.platform.ModelferryConfiguration.Optimisation.DeviceClass;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

class ResolverTest {

    private static final VariantView FP32 = variant("fp32", 100, 9_000_000, "OFFERED", "");
    private static final VariantView INT8 = variant("int8-dynamic", 30, 3_000_000, "OFFERED", "");
    private static final VariantView FP16 = variant("fp16", 50, 6_000_000, "OFFERED", "");

    @Test
    void aClassOfWhichNothingIsKnownGetsThePublishedFile() {
        var choice = resolver(DeviceClass.ANY)
                .choose(List.of(FP32, INT8), "unheard-of")
                .orElseThrow();

        assertThat(choice.variant()).isEqualTo(FP32);
        assertThat(choice.reasons())
                .containsExactly(
                        "fp32: taken, the class prefers it", "int8-dynamic: not taken, the class prefers fp32");
    }

    @Test
    void aPreferenceThatIsNotOfferedFallsBackAndSaysSo() {
        var refused =
                variant("int8-dynamic", 30, 3_000_000, "NOT_OFFERED", "it loses 4.10 points of accuracy, at most 1.00");

        assertThat(choice(prefers("int8-dynamic"), FP32, refused).reasons())
                .containsExactly(
                        "fp32: taken, the class prefers int8-dynamic, which it cannot get",
                        "int8-dynamic: not offered, it loses 4.10 points of accuracy, at most 1.00");
    }

    @Test
    void memoryAndLatencyLimitsKeepAVariantAway() {
        var small = new DeviceClass(List.of(), "", List.of(), List.of(), DataSize.ofMegabytes(4), null);
        var quick = new DeviceClass(List.of(), "", List.of(), List.of(), null, Duration.ofNanos(50_000));

        assertThat(choice(small, FP32, INT8).variant()).isEqualTo(INT8);
        assertThat(choice(small, FP32, INT8).reasons().getFirst())
                .isEqualTo("fp32: not taken, it takes 9.0 MB of memory, the class has 4.2 MB for it");
        assertThat(resolver(quick).choose(List.of(FP32), "c")).isEmpty();
        assertThat(resolver(quick).classes(List.of(FP32), List.of()).getFirst())
                .isEqualTo(new ClassChoice(
                        "c", null, List.of("fp32: not taken, its p95 latency is 0.10 ms, the class allows 0.05 ms")));
    }

    @Test
    void halfPrecisionWantsAProviderThatComputesInIt() {
        var cpu = new DeviceClass(List.of("int8-dynamic"), "", List.of("CPU"), List.of(), null, null);
        var gpu = new DeviceClass(List.of("fp16"), "", List.of("CUDAExecutionProvider"), List.of(), null, null);

        assertThat(choice(cpu, FP32, FP16).reasons())
                .contains("fp16: not taken, no provider of the class computes in half precision");
        assertThat(choice(gpu, FP32, FP16).variant()).isEqualTo(FP16);
    }

    @Test
    void dynamicInt8WantsProcessorsThatDoNotSaturate() {
        var old = new DeviceClass(List.of("int8-dynamic"), "x86_64", List.of(), List.of("avx2"), null, null);
        var recent = new DeviceClass(List.of("int8-dynamic"), "x86_64", List.of(), List.of("avx_vnni"), null, null);

        assertThat(choice(old, FP32, INT8).variant()).isEqualTo(FP32);
        assertThat(choice(old, FP32, INT8).reasons().getLast()).contains("avx512_vnni", "saturate");
        assertThat(choice(recent, FP32, INT8).variant()).isEqualTo(INT8);
        var channels = variant("int8-static-per-channel", 30, 3_000_000, "OFFERED", "");
        var reduced = variant("int8-dynamic-per-channel-reduce-range", 30, 3_000_000, "OFFERED", "");
        var wishes = List.of(channels.variant(), reduced.variant());
        var oldOne = new DeviceClass(wishes, "x86_64", List.of(), List.of("avx2"), null, null);
        assertThat(choice(oldOne, FP32, channels, reduced).variant()).isEqualTo(reduced);
    }

    private static Choice choice(DeviceClass deviceClass, VariantView... variants) {
        return resolver(deviceClass).choose(List.of(variants), "c").orElseThrow();
    }

    private static Resolver resolver(DeviceClass deviceClass) {
        return new Resolver(Map.of("c", deviceClass));
    }

    private static DeviceClass prefers(String variant) {
        return new DeviceClass(List.of(variant), "", List.of(), List.of(), null, null);
    }

    private static VariantView variant(String name, long bytes, long peak, String status, String reason) {
        return new VariantView(
                new ModelName("m"),
                new VersionName("1"),
                name,
                new ArtifactDigest("a".repeat(64)),
                bytes,
                0.9,
                0.0,
                null,
                null,
                null,
                80L,
                100L,
                peak,
                "",
                status,
                reason);
    }
}
