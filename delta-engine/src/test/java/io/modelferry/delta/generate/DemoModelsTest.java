package io.modelferry.delta.generate;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelferry.delta.SectionReport;
import io.modelferry.delta.apply.DeltaApplier;
import io.modelferry.delta.explain.DeltaExplanation;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The models of the demo, really trained and really fine-tuned. Measured figures stand in docs/delta-format.md. */
final class DemoModelsTest {

    private static final Path MODELS = Path.of("..", "demo", "models");

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({"1, 2, 72", "2, 3, 84", "2, 1, 72", "1, 1, 1"})
    void costsLessThanThisManyPercentOfTheFullModel(int from, int to, int percent) throws Exception {
        var base = model(from);
        var target = model(to);
        var patch = folder.resolve("patch");

        var report = new DeltaGenerator().generate(base, target, patch);
        new DeltaApplier().apply(base, patch, folder.resolve("rebuilt"));

        assertThat(folder.resolve("rebuilt")).hasSameBinaryContentAs(target);
        assertThat(100 * report.patchBytes()).isLessThan(percent * report.targetBytes());
        assertThat(DeltaExplanation.read(patch).sections())
                .extracting(SectionReport::name)
                .contains("hidden.weight", "digit.weight", "graph");
    }

    private static Path model(int version) {
        return MODELS.resolve("meter-reader-" + version + ".onnx");
    }
}
