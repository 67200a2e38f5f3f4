package io.modelferry.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelferry.cli.testing.Typed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.json.JsonMapper;

/** The whole bench in short: real engine, real child JVMs, the demo's real models, peers that are shell scripts. */
final class DeltaBenchCommandTest {

    private static final Path DEMO_MODELS =
            Path.of("").toAbsolutePath().getParent().resolve("demo/models");

    @TempDir
    Path folder;

    private FakePrograms fakes;
    private Typed typed;

    @BeforeEach
    void installTheDemosModelsAndOnePeer() throws IOException {
        var models = Files.createDirectories(folder.resolve("demo/models"));
        for (var version : List.of("meter-reader-1.onnx", "meter-reader-2.onnx", "meter-reader-3.onnx")) {
            Files.copy(DEMO_MODELS.resolve(version), models.resolve(version));
        }
        fakes = new FakePrograms(folder.resolve("bin")).with("xz", FakePrograms.PRINTS_ITS_LAST_WORD);
        typed = new Typed(folder, Map.of("PATH", fakes.folder().toString()));
    }

    @Test
    void measuresTheDemosModelsWhereThereIsNoCorpus() throws IOException {
        assertThat(bench("--pairs", "meter-reader-1-2", "--peers", "xz,bsdiff", "--out", "page.md"))
                .isZero();

        assertThat(typed.err())
                .contains("there is no corpus in ", "tools/delta-corpus/make.py", "tools/delta-corpus/fetch.sh");
        assertThat(typed.out())
                .contains("PAIR", "RATIO", "APPLY MB (-Xmx16m)")
                .containsPattern(
                        "meter-reader-1-2 +demo, moved +1091481 +[0-9]+ +[0-9.]+ % +xz 100\\.00 % +0\\.[0-9]{3}")
                .contains("left out, not installed: bsdiff (bsdiff, bspatch)")
                .contains("ours / best peer, geometric mean, pairs with moved weights");
        assertThat(folder.resolve("page.md"))
                .content()
                .contains("| PAIR | KIND | NEW |", "| meter-reader-1-2 | 100.00 % ");
        assertThat(folder.resolve(".ferry/bench-delta")).isEmptyDirectory();
    }

    @Test
    void printsEverythingAsJson() {
        assertThat(bench("--pairs", "meter-reader-2-3", "--peers", "xz", "--json"))
                .isZero();

        var report = JsonMapper.shared().readTree(typed.out());
        var pair = report.path("pairs").path(0);
        assertThat(pair.path("name").asString()).isEqualTo("meter-reader-2-3");
        assertThat(pair.path("ours").path("bytes").asLong()).isBetween(1L, 1_091_481L);
        assertThat(pair.path("ours").path("applyOnce").path("sufficed").asBoolean())
                .isTrue();
        assertThat(pair.path("peers").path("xz").path("bytes").asLong()).isEqualTo(1_091_481);
        assertThat(pair.path("ratio").asDouble())
                .isEqualTo(pair.path("ours").path("bytes").asLong() / 1_091_481.0);
        assertThat(report.path("summary").path(0).path("key").asString()).isEqualTo("movedRatio");
    }

    @Test
    void showsAPeerThatTookTooLongAndDoesNotCountIt() throws IOException {
        fakes.with("bsdiff", "exec /bin/sleep 60").with("bspatch", "exit 1");

        assertThat(bench("--corpus", corpusOfOne(), "--peers", "bsdiff", "--peer-timeout", "1"))
                .isZero();

        assertThat(typed.out()).containsPattern("tiny +>1 s").containsPattern("tiny +made, moved .* % +- +- ");
    }

    @Test
    void saysEachStepIfAsked() throws IOException {
        assertThat(bench("--corpus", corpusOfOne(), "--peers", "xz", "--verbose"))
                .isZero();

        assertThat(typed.err()).contains("tiny: ours, run 1 of 1", "tiny: xz").doesNotContain("no corpus");
    }

    @Test
    void patchesAHugePairInSmallHeapsAndLeavesNothing() {
        assertThat(bench("--large", "--bytes", "20MiB")).isZero();

        assertThat(typed.out()).contains("of them are new noise", "PEAK RssAnon MB", "  equal");
        assertThat(folder.resolve(".ferry/bench-delta")).isEmptyDirectory();
    }

    @Test
    void saysHowMuchDiskAHugePairNeeds() {
        assertThat(bench("--large", "--bytes", "900000000GiB")).isEqualTo(1);

        assertThat(typed.err()).contains("of free disk in", "--bytes takes less");
    }

    private int bench(String... options) {
        var arguments = new ArrayList<>(List.of("--runs", "1", "--warm-up", "0"));
        arguments.addAll(List.of(options));
        return new CommandLine(new DeltaBenchCommand(typed.shell()))
                .setOut(typed.shell().out())
                .setErr(typed.shell().err())
                .execute(arguments.toArray(String[]::new));
    }

    private String corpusOfOne() throws IOException {
        var corpus = Files.createDirectories(folder.resolve("corpus"));
        Files.writeString(corpus.resolve("corpus.json"), """
                [{"name": "tiny", "kind": "made", "moved": true, "about": "a few bytes"}]""");
        var pair = Files.createDirectories(corpus.resolve("tiny"));
        Files.writeString(pair.resolve("old.onnx"), "what was there ".repeat(500));
        Files.writeString(pair.resolve("new.onnx"), "what was there ".repeat(400) + "what is new ".repeat(100));
        return corpus.toString();
    }
}
