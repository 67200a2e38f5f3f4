package io.modelferry.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The demo's story is the longest test there is: staged rollout, A/B gate, automatic rollback, 3 agents and 50 simulated devices. It
 * ends with 0 only if every step of the story held.
 */
final class DemoTest {

    private static final Duration PATIENCE = Duration.ofMinutes(8);

    @Test
    void tellsItsWholeStory(@TempDir Path folder) throws Exception {
        var log = folder.resolve("demo.log");
        var demo = Applications.start(
                "operator-cli",
                "io.modelferry.cli.Ferry",
                log,
                List.of(
                        "demo",
                        "--exit",
                        "--packaged",
                        "--free-ports",
                        "--data",
                        folder.resolve("demo").toString()));
        try (demo) {
            var ended = demo.awaitEnd(PATIENCE);

            assertThat(ended).as("the demo took longer than " + PATIENCE).isTrue();
            assertThat(demo.exitCode()).as(demo.log()).isZero();
            assertThat(demo.log())
                    .contains("The agent is packaged", "MEASURED IN THIS RUN", "going back cost", "0 failed");
        }
        assertThat(leftOver(folder)).as("processes that the demo left behind").isEmpty();
    }

    private static List<String> leftOver(Path folder) {
        return ProcessHandle.allProcesses()
                .filter(ProcessHandle::isAlive)
                .flatMap(process -> process.info().commandLine().stream())
                .filter(line -> line.contains(folder.toString()))
                .toList();
    }
}
