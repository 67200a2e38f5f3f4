package io.modelferry.cli.optimize;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelferry.cli.Ferry;
import io.modelferry.cli.testing.Typed;
import io.modelferry.optimizer.recipe.DynamicQuantisation;
import io.modelferry.optimizer.recipe.Recipe;
import io.modelferry.optimizer.recipe.StaticQuantisation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** Variants from the command line, of the demo's model. */
final class OptimizeCommandTest {

    private static final int USAGE = 2;
    private static final int REFUSED = 3;
    private static final Path MODELS = Path.of("..", "demo", "models");

    @TempDir
    private Path folder;

    private Typed typed;

    @BeforeEach
    void copy() throws Exception {
        typed = new Typed(folder, Map.of());
        Files.copy(MODELS.resolve("meter-reader-1.onnx"), folder.resolve("model.onnx"));
        Files.copy(MODELS.resolve("acceptance.npz"), folder.resolve("set.npz"));
    }

    @Test
    void aStaticVariantHasARecipeThatSaysWhatWasMeasured() {
        var ended = optimize("static", "--calibration", "set.npz", "--method", "percentile", "--per-channel", "--json");

        var report = JsonMapper.shared().readTree(typed.out());
        var technique = (StaticQuantisation)
                Recipe.parse(report.path("recipe").toString()).technique();
        assertThat(ended).isZero();
        assertThat(report.path("variant").asString()).isEqualTo("int8-static-per-channel");
        assertThat(report.path("lengthAfter").asLong())
                .isEqualTo(folder.resolve("out.onnx").toFile().length());
        assertThat(technique.perChannel()).isTrue();
        assertThat(technique.ranges()).containsKeys("image", "logits").doesNotContainKey("strokes.feature");
    }

    @Test
    void aBudgetSaysWhatWasTriedAndHoldsOnTheSet() {
        var ended = optimize("static", "--calibration", "set.npz", "--acceptance", "set.npz", "--max-drop", "0.01");

        assertThat(ended).isZero();
        assertThat(typed.out())
                .contains("int8-static", "with every layer quantised, holds", "strokes.conv")
                .doesNotContain("ALONE IN CODES");
    }

    @Test
    void saysWhatIsMissingAndWhatDoesNotFit() throws Exception {
        Files.write(folder.resolve("no.npz"), new byte[] {1, 2, 3});
        Files.copy(
                Path.of("..", "model-optimizer", "src", "test", "resources", "static", "picture.npz"),
                folder.resolve("other.npz"));

        assertThat(optimize("static")).isEqualTo(USAGE);
        assertThat(optimize("static", "--calibration", "absent.npz")).isEqualTo(USAGE);
        assertThat(optimize("static", "--calibration", "no.npz")).isEqualTo(REFUSED);
        assertThat(optimize("static", "--calibration", "other.npz")).isEqualTo(REFUSED);
        assertThat(optimize("static", "--calibration", "set.npz", "--percentile", "99"))
                .isEqualTo(USAGE);
        assertThat(optimize("dynamic", "--acceptance", "set.npz", "--max-drop", "7"))
                .isEqualTo(USAGE);

        assertThat(typed.err())
                .contains("say --calibration C.npz")
                .contains("there is no file absent.npz")
                .contains("the file is not an NPZ archive")
                .contains("'image' is FLOAT [16, 3, 8, 8], the model wants FLOAT [batch, 1, 16, 16]")
                .contains("--percentile belongs to --method percentile")
                .contains("--max-drop is a share from 0 to 1");
        assertThat(folder.resolve("out.onnx")).doesNotExist();
    }

    @Test
    void layersAreExcludedByNameAndByKindAndAWrongNameIsToldOf() {
        assertThat(optimize("dynamic", "--exclude-operator", "Conv", "--json")).isZero();
        var recipe = Recipe.parse(
                JsonMapper.shared().readTree(typed.out()).path("recipe").toString());
        var excluded = ((DynamicQuantisation) recipe.technique()).excluded();
        assertThat(excluded).isNotEmpty().allMatch(node -> node.contains("conv"));

        assertThat(optimize("weights", "--exclude", "digit.gemn")).isEqualTo(REFUSED);
        assertThat(optimize("fp16", "--exclude", "digit.gemn")).isEqualTo(REFUSED);
        assertThat(optimize("prune", "--sparsity", "0.3", "--exclude", "digit.gemn"))
                .isEqualTo(REFUSED);
        assertThat(typed.err().lines())
                .hasSize(3)
                .allMatch(line -> line.contains("the model has no node 'digit.gemn'"));
    }

    @Test
    void anOperatorThatTheModelDoesNotHaveIsToldOf() {
        assertThat(optimize("dynamic", "--exclude-operator", "Gathre")).isEqualTo(REFUSED);
        assertThat(optimize("fp16", "--block-operator", "Gathre")).isEqualTo(REFUSED);

        assertThat(typed.err().lines())
                .hasSize(2)
                .allMatch(
                        line -> line.contains("the model has no operator 'Gathre'; it has [") && line.contains("Gemm"));
        assertThat(folder.resolve("out.onnx")).doesNotExist();
    }

    @Test
    void aModelThatCameQuantisedIsItsOwnVariant() throws Exception {
        optimize("static", "--calibration", "set.npz");
        Files.move(folder.resolve("out.onnx"), folder.resolve("model.onnx"), StandardCopyOption.REPLACE_EXISTING);

        assertThat(optimize("dynamic")).isZero();
        assertThat(typed.out()).contains("already quantised: the model is its own variant, no file written");
        assertThat(folder.resolve("out.onnx")).doesNotExist();
    }

    @Test
    void aCanonicalModelHasASmallerDeltaOrIsRefused() throws Exception {
        Files.copy(MODELS.resolve("meter-reader-2.onnx"), folder.resolve("new.onnx"));

        var made = canonicalise("--json");
        var refused = canonicalise("--bits", "1", "--tolerance", "0");

        var report = JsonMapper.shared().readTree(typed.out());
        assertThat(made).isZero();
        assertThat(report.path("deltaAfter").asLong())
                .isLessThan(report.path("deltaBefore").asLong() / 3);
        assertThat(report.path("drop").asDouble()).isLessThanOrEqualTo(0.01);
        assertThat(refused).isEqualTo(REFUSED);
        assertThat(typed.err()).contains("is more than the tolerance of 0.0 % with 1 bits");
    }

    @Test
    void aProfileIsDrawnWhereThereIsAFolderForIt() {
        assertThat(profile("--svg", "profile.svg", "--html", "profile.html", "--runs", "2"))
                .isZero();
        assertThat(profile("--svg", "absent/profile.svg")).isEqualTo(USAGE);

        assertThat(folder.resolve("profile.svg")).content().startsWith("<svg").contains("Time by operator");
        assertThat(folder.resolve("profile.html")).content().contains("<table>", "digit.gemm", "model.onnx");
        assertThat(typed.out()).contains("WAITS FOR");
        assertThat(typed.err()).contains("drawn in profile.svg", "there is no folder for absent/profile.svg");
        assertThat(folder).isDirectoryNotContaining("glob:**.part");
    }

    private int profile(String... options) {
        var arguments = new ArrayList<>(List.of("optimize", "profile", "model.onnx"));
        arguments.addAll(List.of(options));
        return Ferry.commandLine(typed.shell()).execute(arguments.toArray(String[]::new));
    }

    private int canonicalise(String... options) {
        var arguments = new ArrayList<>(List.of("optimize", "canonicalise", "model.onnx", "new.onnx"));
        arguments.addAll(List.of("-o", "canonical.onnx", "--acceptance", "set.npz"));
        arguments.addAll(List.of(options));
        return Ferry.commandLine(typed.shell()).execute(arguments.toArray(String[]::new));
    }

    private int optimize(String verb, String... options) {
        var arguments = new ArrayList<>(List.of("optimize", verb, "model.onnx", "-o", "out.onnx"));
        arguments.addAll(List.of(options));
        return Ferry.commandLine(typed.shell()).execute(arguments.toArray(String[]::new));
    }
}
