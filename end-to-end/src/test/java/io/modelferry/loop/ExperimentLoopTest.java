package io.modelferry.loop;

import static io.modelferry.loop.LoopContract.MODEL;
import static io.modelferry.loop.LoopContract.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.modelferry.cli.server.ControlPlaneClient;
import io.modelferry.loop.FerryUnderTest.Said;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Experiments as an operator types them, against a running control plane and a fleet of simulated devices that run version 1: stopped
 * by hand, refused, and shipped, with every device on the winner in the end.
 */
@Tag("system")
@Timeout(300)
@TestMethodOrder(OrderAnnotation.class)
final class ExperimentLoopTest {

    private static final int DEVICES = 20;
    private static final Pattern ROLLOUT = Pattern.compile("ferry rollout watch (r[0-9]+)");

    @TempDir
    static Path folder;

    private static ControlPlaneUnderTest server;
    private static ControlPlaneClient client;
    private static SimulatorUnderTest fleet;
    private static FerryUnderTest ferry;
    private static String first;
    private static String second;

    @BeforeAll
    static void aFleetRunsTheFirstVersion() throws IOException {
        server = ControlPlaneUnderTest.start(folder, List.of("--modelferry.experiment.look-every=500ms"));
        client = server.client();
        ferry = new FerryUnderTest(server, folder);
        fleet = SimulatorUnderTest.start(folder, client, server, DEVICES);
        first = LoopContract.publish(client, "1");
        await("everybody online", () -> online() == DEVICES);
        LoopContract.awaitState(client, LoopContract.rollOut(client, "1"), "FINISHED");
        second = LoopContract.publish(client, "2");
    }

    @AfterAll
    static void stop() {
        if (fleet != null) {
            fleet.close();
        }
        if (client != null) {
            client.close();
        }
        if (server != null) {
            server.close();
        }
    }

    private static long online() {
        return client.all("/devices").stream()
                .filter(device -> device.get("online").asBoolean())
                .count();
    }

    private static long running(String digest) {
        return client.all("/devices").stream()
                .filter(device ->
                        device.path("running").path(MODEL).asString("").equals(digest))
                .count();
    }

    private static Said done(String... arguments) {
        var said = ferry.says(arguments);
        assertThat(said.exit()).as(said.toString()).isZero();
        return said;
    }

    @Test
    @Order(1)
    void refusesByNameAndWritesNothing() {
        refused("(bad-weights)", "the weights make 1.1", MODEL + "@1", "2", "--weights", "0.5,0.6");
        refused("(unknown-metric)", "metric: one of accuracy", MODEL + "@1", "2", "--metric", "charm");
        refused("(unknown-model)", "there is no model 'nobody'", "nobody@1", "2");
        refused("(unknown-version)", "has no version '9'", MODEL + "@1", "9");
        refused("(bad-primary)", "drift", MODEL + "@1", "2", "--metric", "drift", "--non-inferior", "0.1");

        assertThat(ferry.says("experiment", "show", "e9").exit()).isEqualTo(6);
        assertThat(ferry.says("experiment", "create", MODEL + "@1", "2", "--weights", "1")
                        .exit())
                .isEqualTo(2);
        assertThat(done("experiment", "ls").out()).contains("No experiment yet");
    }

    private static void refused(String code, String words, String... arguments) {
        var typed = new ArrayList<>(List.of("experiment", "create"));
        typed.addAll(List.of(arguments));

        var said = ferry.says(typed.toArray(String[]::new));

        assertThat(said.exit()).as(said.toString()).isEqualTo(3);
        assertThat(said.err()).hasLineCount(1).startsWith("ferry: ").contains(words, code);
        assertThat(said.out()).isEmpty();
    }

    @Test
    @Order(2)
    void takesEverybodyBackWhenSomebodyStopsIt() {
        assertThat(done("experiment", "create", MODEL + "@1", "2", "--metric", "latency-p95", "--start")
                        .out())
                .contains("e1 started");
        await("the arm runs version 2", () -> running(second) >= 1);
        var shipped = ferry.says("experiment", "ship", "e1");
        assertThat(shipped.exit()).isEqualTo(3);
        assertThat(shipped.err()).contains("(not-ready-to-ship)");

        assertThat(done("experiment", "stop", "e1", "--reason", "enough").out()).startsWith("STOPPED");

        await("everybody on version 1", () -> running(first) == DEVICES);
        assertThat(done("experiment", "report", "e1").out()).contains("| stopped |", "enough");
        assertThat(ferry.says("experiment", "watch", "e1").exit()).isEqualTo(1);
        assertThat(ferry.says("experiment", "start", "e1").err()).contains("(experiment-is-stopped)");
    }

    @Test
    @Order(3)
    void shipsTheWinnerToEveryDevice() {
        assertThat(done(
                                "experiment",
                                "create",
                                MODEL + "@1",
                                "2",
                                "--min",
                                "1s",
                                "--guardrail",
                                "acceptance-accuracy=0.05",
                                "--guardrail",
                                "drift=0.25")
                        .out())
                .contains("e2 created");
        assertThat(done("experiment", "start", "e2", "--reason", "to know").out())
                .startsWith("RUNNING");
        assertThat(done("experiment", "ls").out()).contains("e2", "RUNNING", "e1", "STOPPED");

        assertThat(done("experiment", "watch", "e2").out()).contains("ready to ship  v2: accuracy +");

        var sheet = done("experiment", "show", "e2");
        assertThat(sheet.out())
                .containsPattern("v2 +acceptance accuracy +[+-][0-9.]+ pt +[+-][0-9.]+ pt +[+-][0-9.]+ pt +met")
                .containsPattern("control +[0-9]+\\.[0-9]{3} +[0-9]+\\.[0-9]{3}")
                .containsPattern("v2 +[0-9]+\\.[0-9]{3} +[0-9]+\\.[0-9]{3}");
        assertThat(done("experiment", "report", "e2").out()).contains("**ready to ship**", "## Drift");
        assertThat(done("experiment", "report", "e2", "--csv").out())
                .contains("control_acceptance_accuracy", "v2,drift,false,");

        var shipped = done("experiment", "ship", "e2", "--reason", "better");

        assertThat(shipped.out()).startsWith("SHIPPED");
        var rollout = ROLLOUT.matcher(shipped.out());
        assertThat(rollout.find()).as(shipped.toString()).isTrue();
        assertThat(done("rollout", "watch", rollout.group(1)).out()).contains("FINISHED");
        await("everybody on version 2", () -> running(second) == DEVICES);
        assertThat(done("experiment", "watch", "e2").out()).contains("ready to ship");
    }
}
