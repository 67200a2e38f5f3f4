package io.modelferry.packaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.modelferry.cli.packaging.AgentPackage;
import io.modelferry.programs.RunningProgram;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The bench in small: that it measures, and that ten kills break nothing. Its figures are worth nothing on a busy machine. */
@Tag("system")
@Timeout(600)
final class AgentBenchTest {

    @TempDir
    static Path made;

    private static Path agent;

    @TempDir
    Path folder;

    @BeforeAll
    static void makeIt() throws IOException {
        assumeTrue(System.getProperty("os.name").equals("Linux"), "the bench reads /proc");
        agent = made.resolve("agent");
        AgentPackage.forThisMachine(PackagedAgentTest.repository()).make(agent, step -> {});
    }

    @Test
    void printsEveryFigureBesideItsTarget() throws Exception {
        var said = bench("--runs", "1", "--swaps", "5", "--idle", "1s", "--settle", "1s", "--requests", "50", "--json");

        assertThat(said)
                .contains("\"ready\"", "\"rssAnon\"", "\"idleCpu\"", "\"loopbackP50\"", "\"loopbackP99\"")
                .contains("\"swapFailed\"", "\"swapP99\"", "\"swapGrowth\"", "\"patch\"", "\"metadataRefresh\"");
    }

    @Test
    void survivesTenKillsInMidUpdate() throws Exception {
        var said = bench("--kill", "10");

        assertThat(said).contains("every invariant held after each");
    }

    private String bench(String... options) throws InterruptedException {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-Xmx512m",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                "io.modelferry.cli.Ferry",
                "bench",
                "agent",
                "--package",
                agent.toString()));
        command.addAll(List.of(options));
        command.add("--verbose");
        var log = folder.resolve("bench.log");
        try (var program = RunningProgram.start("bench", in(folder, command), log)) {
            assertThat(program.awaitEnd(Duration.ofMinutes(8)))
                    .as(program.log())
                    .isTrue();
            assertThat(program.exitCode()).as(program.log()).isZero();
            return program.log();
        }
    }

    /** The bench keeps its work in {@code .ferry} of the folder it is started in. */
    private static List<String> in(Path folder, List<String> command) {
        var line = new ArrayList<>(List.of("env", "MODELFERRY_DATA=" + folder.resolve("data")));
        line.addAll(command);
        return line;
    }
}
