package io.modelferry.packaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.modelferry.agent.rehearsal.LayeredModel;
import io.modelferry.agent.rehearsal.RehearsalPlane;
import io.modelferry.cli.packaging.AgentPackage;
import io.modelferry.protocol.goal.Probation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One package, in a folder whose name has a space, started with no Java in its environment and by a user who owns nothing. */
@Tag("system")
@Timeout(300)
final class PackagedAgentTest {

    private static final Probation SHORT = new Probation(Duration.ofMillis(200), 0, Duration.ofSeconds(1), 1);
    private static final String NOBODY = "65534";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    static Path made;

    private static Path agent;

    @TempDir
    Path folder;

    @BeforeAll
    static void makeIt() throws IOException {
        assumeTrue(System.getProperty("os.name").equals("Linux"), "the launcher's user is changed by setpriv");
        letEverybodyIn(made);
        agent = made.resolve("the agent");
        AgentPackage.forThisMachine(repository()).make(agent, step -> {});
    }

    @Test
    void enrolsInstallsAndServesWithoutAJdkAsANonRootUser() throws Exception {
        try (var plane = new RehearsalPlane(Clock.systemUTC())) {
            plane.want(plane.publish(LayeredModel.small(1).bytes()), List.of(), SHORT);
            var process = start(
                    "--data",
                    data().toString(),
                    "--id",
                    RehearsalPlane.DEVICE.value(),
                    "--server",
                    plane.url().toString(),
                    "--join",
                    plane.join());

            var runs = plane.await(
                    PATIENCE,
                    () -> plane.reported().stream()
                            .flatMap(reported -> reported.models().stream())
                            .anyMatch(model -> model.running() != null));

            assertThat(runs).as(log()).isTrue();
            assertThat(Files.readString(Path.of("/proc", "" + process.pid(), "cmdline")))
                    .hasSizeLessThan(4096);
            assertThat(Files.readString(Path.of("/proc", "" + process.pid(), "maps")))
                    .contains("the agent/runtime", "the agent/cache", "the agent/native/libonnxruntime.so");
            assertThat(effectiveUser(process)).isNotEqualTo("0");
            process.destroy();
            assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
            assertThat(log()).contains("stopped").doesNotContain("training");
        }
    }

    @Test
    void trainsItsCacheAtTheFirstStartWhereThePackageHasNone() throws Exception {
        var trained = Files.move(agent.resolve("cache"), agent.resolve("cache-away"));
        try {
            var cache = data().resolve("cache");

            var process = start(List.of("FERRY_AGENT_CACHE=" + cache), "--data", data().toString());

            assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
            assertThat(log()).contains("first start", "not enrolled yet").doesNotContain("no AOT cache");
            assertThat(cache.toFile().list((_, name) -> name.endsWith(".aot"))).hasSize(1);
        } finally {
            Files.move(trained, agent.resolve("cache"));
        }
    }

    @Test
    void saysThatItWasNotCopiedWhole() throws Exception {
        var runtime = Files.move(agent.resolve("runtime"), agent.resolve("runtime-away"));
        try {
            var process = start("--data", data().toString());

            assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isEqualTo(1);
            assertThat(log()).contains("the package was not copied whole");
        } finally {
            Files.move(runtime, agent.resolve("runtime"));
        }
    }

    private Process start(String... arguments) throws IOException {
        return start(List.of(), arguments);
    }

    private Process start(List<String> variables, String... arguments) throws IOException {
        var command = new ArrayList<String>();
        if (System.getProperty("user.name").equals("root")) {
            command.addAll(List.of("setpriv", "--reuid", NOBODY, "--regid", NOBODY, "--clear-groups"));
        }
        command.addAll(List.of("env", "-i", "PATH=/usr/bin:/bin"));
        command.addAll(variables);
        command.add(agent.resolve("bin/ferry-agent").toString());
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
    }

    private Path data() throws IOException {
        letEverybodyIn(folder);
        var data = Files.createDirectories(folder.resolve("its data"));
        Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwxrwxrwx"));
        return data;
    }

    private String log() throws IOException {
        return Files.readString(folder.resolve("log"));
    }

    private static String effectiveUser(Process process) throws IOException {
        return Files.readAllLines(Path.of("/proc", "" + process.pid(), "status")).stream()
                .filter(line -> line.startsWith("Uid:"))
                .findFirst()
                .orElseThrow()
                .split("\\s+")[2];
    }

    private static void letEverybodyIn(Path folder) throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    static Path repository() {
        var here = Path.of("").toAbsolutePath();
        while (!Files.exists(here.resolve("docker-compose.yml"))) {
            here = here.getParent();
        }
        return here;
    }
}
