package io.modelferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shell script in a folder with a space, with no locale, and with a JDK of our own that only says how it was called. */
final class ScriptTest {

    private static final Path SCRIPT = Path.of("").toAbsolutePath().getParent().resolve("ferry");

    @TempDir
    Path temporary;

    private Path project;
    private Path jdk;

    record Outcome(int exitCode, String output) {}

    @BeforeEach
    void install() throws IOException {
        project = Files.createDirectories(temporary.resolve("a b/modelferry"));
        Files.copy(SCRIPT, project.resolve("ferry"));
        for (var module : List.of("control-plane", "device-agent", "fleet-simulator", "operator-cli")) {
            Files.createDirectories(project.resolve(module).resolve("target/lib"));
            Files.writeString(project.resolve(module).resolve("target/" + module + "-1.0.jar"), "");
            Files.writeString(project.resolve(module).resolve("target/" + module + "-1.0-tests.jar"), "");
        }
        Files.writeString(project.resolve("pom.xml"), "");
        Files.createDirectories(project.resolve("target"));
        Files.writeString(project.resolve("target/ferry-build.stamp"), "");
        jdk = jdk("jdk 25", "25.0.1", "for word; do echo \"<$word>\"; done; exit 7");
    }

    @Test
    void handsWordsAndTheExitCodeThroughUnchanged() throws Exception {
        var outcome = ferry(Map.of("JAVA_HOME", jdk.toString()), "model", "show", "meter reader");

        assertThat(outcome.exitCode()).isEqualTo(7);
        assertThat(outcome.output())
                .contains("<io.modelferry.cli.Ferry>\n<model>\n<show>\n<meter reader>")
                .contains("<" + project + "/operator-cli/target/operator-cli-1.0.jar:" + project
                        + "/operator-cli/target/lib/*>");
    }

    @Test
    void makesADashboardsCertificateWhereTheDataIs() throws Exception {
        var environment = Map.of("JAVA_HOME", jdk.toString());

        assertThat(ferry(environment, "dashboard", "certificate", "--out", "my dashboard")
                        .output())
                .contains("<" + project + "/control-plane/target/control-plane-1.0.jar:")
                .contains("<io.modelferry.control.security.DashboardCertificate>\n<--out>\n<my dashboard>");
        assertThat(ferry(environment, "dashboard").exitCode()).isEqualTo(2);
        assertThat(ferry(Map.of(), "dashboard", "certificate", "--help"))
                .satisfies(help -> assertThat(help.exitCode()).isZero())
                .satisfies(help -> assertThat(help.output()).startsWith("Usage: ferry dashboard certificate"));
    }

    @Test
    void startsEachApplicationByItsOwnJarAndMainClass() throws Exception {
        var environment = Map.of("JAVA_HOME", jdk.toString());

        assertThat(ferry(environment, "up", "--server.port=1").output())
                .contains("<" + project + "/control-plane/target/control-plane-1.0.jar:")
                .contains("<io.modelferry.control.ControlPlane>\n<--server.port=1>");
        assertThat(ferry(environment, "agent").output())
                .contains("/device-agent-1.0.jar:", "<io.modelferry.agent.AgentMain>");
        assertThat(ferry(environment, "simulate").output())
                .contains("/fleet-simulator-1.0.jar:", "<io.modelferry.simulator.SimulatorMain>");
    }

    @Test
    void worksThroughASymbolicLink() throws Exception {
        var link = Files.createSymbolicLink(temporary.resolve("link to ferry"), project.resolve("ferry"));

        var outcome = run(link, Map.of("JAVA_HOME", jdk.toString()), "model", "ls");

        assertThat(outcome.output()).contains(project + "/operator-cli/target/operator-cli-1.0.jar");
    }

    @Test
    void looksPastAJdkThatIsTooOld() throws Exception {
        var old = jdk("jdk 17", "17.0.15", "echo the old one");

        var outcome = ferry(
                Map.of("JAVA_HOME", old.toString(), "PATH", jdk.resolve("bin") + ":" + System.getenv("PATH")),
                "model",
                "ls");

        assertThat(outcome.output()).contains("<io.modelferry.cli.Ferry>").doesNotContain("the old one");
    }

    @Test
    void doctorNamesWhatIsHere() throws Exception {
        var outcome = ferry(Map.of("JAVA_HOME", jdk.toString()), "doctor");

        assertThat(outcome.output()).contains("JDK          ok       25 at " + jdk, "8883", "Chromium");
    }

    private Path jdk(String name, String version, String java) throws IOException {
        var home = Files.createDirectories(temporary.resolve(name));
        Files.createDirectories(home.resolve("bin"));
        Files.writeString(home.resolve("release"), "IMPLEMENTOR=\"Ours\"\nJAVA_VERSION=\"" + version + "\"\n");
        for (var program : List.of("java", "javac")) {
            var file = Files.writeString(home.resolve("bin").resolve(program), "#!/bin/sh\n" + java + "\n");
            assertThat(file.toFile().setExecutable(true)).isTrue();
        }
        return home;
    }

    private Outcome ferry(Map<String, String> environment, String... arguments)
            throws IOException, InterruptedException {
        return run(project.resolve("ferry"), environment, arguments);
    }

    private static Outcome run(Path script, Map<String, String> environment, String... arguments)
            throws IOException, InterruptedException {
        var builder = new ProcessBuilder("/bin/sh", script.toString()).redirectErrorStream(true);
        builder.command().addAll(List.of(arguments));
        builder.environment().keySet().removeIf(name -> !name.equals("PATH"));
        builder.environment().putAll(environment);
        var process = builder.start();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Outcome(process.waitFor(), output);
    }
}
