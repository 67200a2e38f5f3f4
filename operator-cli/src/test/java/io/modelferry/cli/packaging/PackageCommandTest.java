package io.modelferry.cli.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelferry.cli.testing.Typed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What it refuses; the package itself is tested end to end. */
final class PackageCommandTest {

    @TempDir
    Path folder;

    @Test
    void saysThatTheAgentIsNotBuilt() {
        var typed = new Typed(folder, Map.of());

        assertThat(execute(typed, "--out", "package")).isNotZero();
        assertThat(typed.err()).contains("the agent is not built", "run ferry build");
    }

    @Test
    void leavesAFolderAloneThatIsNoPackage() throws IOException {
        var typed = new Typed(folder, Map.of());
        buildSomething();
        var precious = Files.writeString(
                Files.createDirectory(folder.resolve("photos")).resolve("cat.jpg"), "cat");

        assertThat(execute(typed, "--out", "photos")).isNotZero();
        assertThat(typed.err()).contains("is no package of the agent");
        assertThat(precious).exists();
    }

    @Test
    void namesTheJdkThatItCannotUse() throws IOException {
        var typed = new Typed(folder, Map.of());
        buildSomething();

        assertThat(execute(typed, "--target-jdk", "nowhere")).isNotZero();
        assertThat(typed.err()).contains("nowhere is no JDK");
    }

    private void buildSomething() throws IOException {
        var target = Files.createDirectories(folder.resolve("device-agent/target"));
        Files.writeString(target.resolve("device-agent-1.jar"), "no jar");
    }

    private static int execute(Typed typed, String... arguments) {
        return new CommandLine(new PackageCommand(typed.shell()))
                .setExecutionExceptionHandler((problem, _, _) -> {
                    typed.shell().err().println(problem.getMessage());
                    return 1;
                })
                .execute(arguments);
    }
}
