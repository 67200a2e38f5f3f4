package io.modelferry.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real processes of the system's shell stand for the applications. */
final class HouseholdTest {

    private static final List<String> LONG_LIVED = List.of("/bin/sh", "-c", "echo alive; sleep 600 & wait");

    /** Their children hear of nothing and outlive it. */
    private static final Duration GRACE = Duration.ofSeconds(1);

    @TempDir
    Path folder;

    @Test
    void stopsEveryProcessAndTheirChildrenAndForgetsThem() throws Exception {
        var household = Household.moveInto(folder.resolve("demo"), GRACE);
        var process = household.start("cam", LONG_LIVED, Map.of());
        await().until(() -> process.descendants().count() == 1);
        var child = process.descendants().findFirst().orElseThrow();

        household.close();

        assertThat(process.isAlive()).isFalse();
        assertThat(child.isAlive()).isFalse();
        assertThat(PidFile.in(folder.resolve("demo"))).isEmpty();
        assertThat(folder.resolve("demo/logs/cam.log")).content().isEqualTo("alive\n");
    }

    @Test
    void stopsWhatAKilledDemoLeftBehind() throws Exception {
        var killed = Household.moveInto(folder.resolve("demo"));
        var orphan = killed.start("cam", LONG_LIVED, Map.of());
        PidFile.at(folder.resolve("demo"), "demo").delete();

        try (var next = Household.moveInto(folder.resolve("demo"), GRACE)) {
            assertThat(orphan.isAlive()).isFalse();
            assertThat(folder.resolve("demo/logs/cam.log")).doesNotExist();
            assertThat(next.pid("cam")).isEmpty();
        }
    }

    @Test
    void leavesAProcessAloneThatOnlyHasTheSameNumber() throws Exception {
        var data = Files.createDirectories(folder.resolve("run")).getParent();
        Files.writeString(folder.resolve("run/cam.pid"), ProcessHandle.current().pid() + " 2001-01-01T00:00:00Z\n");

        assertThat(PidFile.at(data, "cam").process()).isEmpty();
    }

    @Test
    void refusesAFolderWithSomebodyElsesFiles() throws IOException {
        Files.writeString(folder.resolve("thesis.tex"), "");

        assertThatThrownBy(() -> Household.moveInto(folder))
                .isInstanceOf(StepFailed.class)
                .hasMessageContaining("no demo made");
        assertThat(folder.resolve("thesis.tex")).exists();
    }

    @Test
    void refusesASecondDemoInTheSameFolder() throws Exception {
        try (var first = Household.moveInto(folder.resolve("demo"))) {
            assertThat(first.log("cam")).hasFileName("cam.log");
            assertThatThrownBy(() -> Household.moveInto(folder.resolve("demo")))
                    .isInstanceOf(StepFailed.class)
                    .hasMessageContaining(
                            "another demo (process " + ProcessHandle.current().pid());
        }
    }

    @Test
    void namesTheProcessThatDiedAndItsLastWords() throws Exception {
        try (var household = Household.moveInto(folder.resolve("demo"))) {
            var process = household.start("cam", List.of("/bin/sh", "-c", "echo out of film; exit 3"), Map.of());
            process.waitFor();

            assertThatThrownBy(household::requireAllAlive)
                    .isInstanceOf(StepFailed.class)
                    .hasMessageContaining("cam ended with exit code 3")
                    .hasMessageContaining("out of film");
        }
    }
}
