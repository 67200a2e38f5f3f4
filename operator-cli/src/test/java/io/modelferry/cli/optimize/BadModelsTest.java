package io.modelferry.cli.optimize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.modelferry.cli.Ferry;
import io.modelferry.cli.testing.Typed;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every verb of {@code ferry optimize} on every bad model: one line that says where, exit code 3, and nothing is written. */
final class BadModelsTest {

    private static final int USAGE = 2;
    private static final int REFUSED = 3;
    private static final Path MODELS = Path.of("..", "demo", "models");

    private static final List<String> VERBS = List.of(
            "dynamic model.onnx -o out.onnx",
            "dynamic model.onnx -o out.onnx --acceptance set.npz",
            "static model.onnx -o out.onnx --calibration set.npz",
            "weights model.onnx -o out.onnx",
            "fp16 model.onnx -o out.onnx",
            "prune model.onnx -o out.onnx --sparsity 0.5",
            "fuse model.onnx -o out.onnx",
            "profile model.onnx --runs 1 --svg out.onnx",
            "canonicalise good.onnx model.onnx -o out.onnx --acceptance set.npz");

    @TempDir
    private Path folder;

    private Typed typed;

    @BeforeEach
    void copy() throws Exception {
        typed = new Typed(folder, Map.of());
        Files.copy(MODELS.resolve("meter-reader-1.onnx"), folder.resolve("good.onnx"));
        Files.copy(MODELS.resolve("acceptance.npz"), folder.resolve("set.npz"));
        Files.copy(
                Path.of("..", "model-optimizer", "src", "test", "resources", "static", "picture.npz"),
                folder.resolve("other.npz"));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("refused")
    void isRefusedInALineThatSaysWhere(BadModels bad, String verb) throws Exception {
        bad.write(folder.resolve("good.onnx"), folder.resolve("model.onnx"));

        var exit = optimize(verb);

        assertThat(typed.err()).startsWith("ferry: ").contains(bad.words());
        assertThat(typed.err().lines()).hasSize(1);
        assertThat(exit).isEqualTo(REFUSED);
        assertThat(typed.out()).isEmpty();
        assertNothingIsWritten();
    }

    /** A profile asks how long a model takes: that a weight is no number does not change it. */
    static Stream<Arguments> refused() {
        return Arrays.stream(BadModels.values())
                .flatMap(bad -> VERBS.stream()
                        .filter(verb -> bad != BadModels.NOT_A_NUMBER || !verb.startsWith("profile"))
                        .map(verb -> arguments(bad, verb)));
    }

    @ParameterizedTest
    @MethodSource("withSets")
    void aSetOfAnotherShapeIsRefusedWithTheInput(String verb) throws Exception {
        Files.copy(folder.resolve("good.onnx"), folder.resolve("model.onnx"));

        var exit = optimize(verb.replace("set.npz", "other.npz"));

        assertThat(typed.err()).contains("'image' is FLOAT [16, 3, 8, 8], the model wants FLOAT [batch, 1, 16, 16]");
        assertThat(exit).isEqualTo(REFUSED);
        assertNothingIsWritten();
    }

    static Stream<String> withSets() {
        return VERBS.stream().filter(verb -> verb.contains("set.npz"));
    }

    @Test
    void withoutACalibrationSetItSaysWhichInputsOneNeeds() throws Exception {
        Files.copy(folder.resolve("good.onnx"), folder.resolve("model.onnx"));

        assertThat(optimize("static model.onnx -o out.onnx")).isEqualTo(USAGE);
        assertThat(typed.err()).contains("say --calibration C.npz with 'image' FLOAT [batch, 1, 16, 16]");
        assertNothingIsWritten();
    }

    private void assertNothingIsWritten() throws Exception {
        try (var files = Files.list(folder)) {
            assertThat(files.map(file -> String.valueOf(file.getFileName())))
                    .containsExactlyInAnyOrder("good.onnx", "model.onnx", "set.npz", "other.npz");
        }
    }

    private int optimize(String line) {
        var arguments = new ArrayList<>(List.of("optimize"));
        arguments.addAll(List.of(line.split(" ")));
        return Ferry.commandLine(typed.shell()).execute(arguments.toArray(String[]::new));
    }
}
