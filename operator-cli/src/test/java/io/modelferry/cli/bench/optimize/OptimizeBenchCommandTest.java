package io.modelferry.cli.bench.optimize;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelferry.cli.Ferry;
import io.modelferry.cli.testing.Typed;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** The bench on the demo's model, where there is no Python: ours is measured, and it says what is not. */
final class OptimizeBenchCommandTest {

    private static final Path MODELS = Path.of("..", "demo", "models");

    @TempDir
    private Path folder;

    @Test
    void measuresOursAndSaysThatTheReferenceIsNot() throws Exception {
        var model = Files.createDirectories(folder.resolve("corpus/meter-reader"));
        Files.copy(MODELS.resolve("meter-reader-1.onnx"), model.resolve("model.onnx"));
        Files.copy(MODELS.resolve("acceptance.npz"), model.resolve("calibration.npz"));
        Files.copy(MODELS.resolve("acceptance.npz"), model.resolve("cases.npz"));
        var typed = new Typed(folder, Map.of("PATH", ""));

        var ended = Ferry.commandLine(typed.shell()).execute("bench", "optimize", "--corpus", "corpus", "--json");

        var outcomes = JsonMapper.shared().readTree(typed.out()).path("outcomes");
        assertThat(ended).isZero();
        assertThat(typed.err()).contains("the reference is not measured: no Python with onnxruntime");
        assertThat(outcomes.valueStream().map(outcome -> outcome.path("form").asString()))
                .containsExactly("dynamic", "static", "fp16");
        assertThat(outcomes.valueStream()).allSatisfy(outcome -> {
            assertThat(outcome.path("cosine").asDouble()).isGreaterThan(0.99);
            assertThat(outcome.path("heapBytes").asLong()).isPositive();
            assertThat(outcome.path("latencyRatio").isNull()).isTrue();
        });
        assertThat(folder.resolve(".ferry")).isEmptyDirectory();
    }

    @Test
    void namesTheModelsThatThereAre() {
        var typed = new Typed(folder, Map.of());

        assertThat(Ferry.commandLine(typed.shell()).execute("bench", "optimize"))
                .isEqualTo(2);
        assertThat(typed.err()).contains("there are no models in", "tools/optimize-corpus makes them");
    }
}
