package io.modelferry.cli.delta;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelferry.cli.testing.Typed;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.json.JsonMapper;

/** The engine from the command line, on files in a folder. */
final class DeltaCommandTest {

    private static final int REFUSED = 3;

    @TempDir
    private Path folder;

    private Typed typed;

    @BeforeEach
    void write() throws Exception {
        typed = new Typed(folder, Map.of());
        Files.write(folder.resolve("old"), noise(1));
        Files.write(folder.resolve("new"), changed(noise(1)));
    }

    @Test
    void diffSaysWhatTheDeltaHoldsAndExplainSaysTheSame() {
        var diffed = delta("diff", "old", "new", "-o", "patch");
        var printed = typed.out();
        var explained = delta("explain", "patch");

        assertThat(diffed).isZero();
        assertThat(explained).isZero();
        assertThat(printed).contains("SECTION", "bytes[0]", "of the target");
        assertThat(typed.out()).isEqualTo(printed + printed);
    }

    @Test
    void explainsAsJson() {
        delta("diff", "old", "new", "-o", "patch", "--json");

        var report = JsonMapper.shared().readTree(typed.out());

        assertThat(report.path("targetBytes").asLong()).isEqualTo(10_000);
        assertThat(report.path("patchBytes").asLong())
                .isEqualTo(folder.resolve("patch").toFile().length());
        assertThat(report.path("sections").path(0).path("codec").asString()).isNotEmpty();
    }

    @Test
    void applyRebuildsTheNewFile() {
        delta("diff", "old", "new", "-o", "patch");

        assertThat(delta("apply", "old", "patch", "-o", "rebuilt")).isZero();

        assertThat(folder.resolve("rebuilt")).hasSameBinaryContentAs(folder.resolve("new"));
    }

    @Test
    void verifyProvesAndWritesNothing() {
        delta("diff", "old", "new", "-o", "patch");

        assertThat(delta("verify", "old", "patch")).isZero();
        assertThat(delta("verify", "old", "patch", "new")).isZero();

        assertThat(typed.out()).contains("proven: ");
        assertThat(folder.toFile().list()).containsExactlyInAnyOrder("old", "new", "patch");
    }

    @Test
    void verifyRefusesATargetThatIsNotThePromisedOne() {
        delta("diff", "old", "new", "-o", "patch");

        assertThat(delta("verify", "old", "patch", "old")).isEqualTo(REFUSED);
    }

    @Test
    void refusesAnotherBaseInOneLine() {
        delta("diff", "old", "new", "-o", "patch");

        assertThat(delta("apply", "new", "patch", "-o", "rebuilt")).isEqualTo(REFUSED);

        assertThat(typed.err()).startsWith("ferry: the delta patches ").hasLineCount(1);
        assertThat(folder.resolve("rebuilt")).doesNotExist();
    }

    @Test
    void refusesWhatIsNoDelta() {
        assertThat(delta("explain", "old")).isEqualTo(REFUSED);

        assertThat(typed.err()).contains("this is no Modelferry delta");
    }

    @Test
    void saysWhichFileIsMissing() {
        assertThat(delta("diff", "old", "nowhere", "-o", "patch")).isNotZero();

        assertThat(typed.err()).contains("there is no file nowhere");
    }

    private int delta(String... arguments) {
        return new CommandLine(new DeltaCommand(typed.shell()))
                .setOut(typed.shell().out())
                .setErr(typed.shell().err())
                .execute(arguments);
    }

    private static byte[] noise(long seed) {
        var bytes = new byte[10_000];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    private static byte[] changed(byte[] bytes) {
        bytes[5_000]++;
        return bytes;
    }
}
