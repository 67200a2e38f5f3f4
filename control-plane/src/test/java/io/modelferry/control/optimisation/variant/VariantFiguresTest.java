package io.modelferry.control.optimisation.variant;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelferry.control.optimisation.FieldMeasures.FieldMeasure;
import io.modelferry.control.optimisation.Variants.ClassChoice;
import io.modelferry.control.optimisation.Variants.Figure;
import io.modelferry.control.optimisation.Variants.VariantView;
import io.modelferry.control.platform.ModelferryConfiguration.Optimisation.DeviceClass;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class VariantFiguresTest {

    private static final ArtifactDigest FILE = new ArtifactDigest("a".repeat(64));
    private static final Figure HERE = new Figure("fp32", "", 0, 80L, 100L, 9_000_000L);
    private static final VariantView FP32 = new VariantView(
            new ModelName("m"),
            new VersionName("1"),
            "fp32",
            FILE,
            1,
            0.9,
            0.0,
            null,
            null,
            null,
            HERE.latencyP50Micros(),
            HERE.latencyP95Micros(),
            HERE.memoryBytes(),
            "",
            "OFFERED",
            "");

    @Test
    void enoughDevicesWithEnoughInferencesTakeThePlaceOfWhatWasMeasuredHere() {
        assertThat(figures(told("small", 3, 1_000), "small"))
                .containsExactly(new Figure("fp32", "small", 3, 400L, 900L, 180_000_000L));
        assertThat(figures(told("small", 2, 100_000), "small")).containsExactly(HERE);
        assertThat(figures(told("small", 100, 999), "small")).containsExactly(HERE);
    }

    @Test
    void aClassThatToldNothingKeepsWhatWasMeasuredHere() {
        assertThat(figures(told("small", 12, 5_000), "small", "large"))
                .extracting(Figure::measured)
                .containsExactly("field, 12 devices of small", "here");
    }

    @Test
    void aVariantThatIsBeingMadeWasMeasuredNowhere() {
        var making = new VariantView(
                FP32.model(),
                FP32.version(),
                "fp16",
                null,
                0,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                "",
                "RUNNING",
                "");

        assertThat(new VariantFigures(List.of(), List.of()).of(List.of(making))).isEmpty();
    }

    @Test
    void theFieldSaysWhereItBreaksAClasssLimitAndChangesNoChoice() {
        var quick = new DeviceClass(List.of("fp32"), "", List.of(), List.of(), null, Duration.ofNanos(500_000));
        var resolver = new Resolver(Map.of("small", quick));

        var choice = resolver.classes(List.of(FP32), List.of(told("small", 3, 1_000)))
                .getFirst();

        assertThat(choice.variant()).isEqualTo("fp32");
        assertThat(choice.reasons())
                .containsExactly(
                        "fp32: taken, the class prefers it",
                        "fp32: on 3 devices in the field its p95 latency is 0.90 ms, the class allows 0.50 ms");
        assertThat(resolver.classes(List.of(FP32), List.of(told("small", 1, 1_000)))
                        .getFirst()
                        .reasons())
                .hasSize(1);
    }

    private static List<Figure> figures(FieldMeasure told, String... classes) {
        var choices = List.of(classes).stream()
                .map(name -> new ClassChoice(name, "fp32", List.of()))
                .toList();
        return new VariantFigures(choices, List.of(told)).of(List.of(FP32));
    }

    private static FieldMeasure told(String deviceClass, int devices, long inferences) {
        return new FieldMeasure(FILE, deviceClass, devices, inferences, 400, 900, 180_000_000L);
    }
}
