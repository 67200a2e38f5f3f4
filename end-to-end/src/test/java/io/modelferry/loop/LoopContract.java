package io.modelferry.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelferry.cli.server.ControlPlaneClient;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * publish → variant → delta → MQTT → patch → reload → report, with a device killed in mid-update. Run by {@link EmbeddedLoopTest} with
 * everything embedded and by {@link ExternalLoopTest} against a Mosquitto and a PostgreSQL of the system's.
 */
abstract class LoopContract {

    static final String MODEL = "meter-reader";
    private static final Duration LONG = Duration.ofMinutes(4);
    static final String PICTURE =
            "\"inputs\":[{\"name\":\"image\",\"datatype\":\"FP32\",\"shape\":[1,1,16,16],\"data\":"
                    + Collections.nCopies(256, "0.5") + "}]";

    /** Starts a control plane with whatever database and broker the subclass stands for. */
    abstract ControlPlaneUnderTest controlPlane(Path folder);

    @Test
    void carriesANewVersionToEveryDeviceThoughOneIsKilledInMidUpdate(@TempDir Path folder) throws Exception {
        try (var server = controlPlane(folder);
                var client = server.client();
                var steady = enrol(folder, client, server, "cam-steady");
                var unlucky = enrol(folder, client, server, "cam-unlucky")) {
            var first = publish(client, "1");
            awaitOnline(client, steady, unlucky);
            awaitState(client, rollOut(client, "1"), "FINISHED");
            awaitRunning(client, first, steady, unlucky);
            steady.awaitServing(MODEL, PICTURE);

            try (var traffic = new Traffic(steady, MODEL, PICTURE)) {
                var second = publish(client, "2");
                var rollout = rollOut(client, "2");
                assertThatThrownBy(() -> approvedByOwnSecondToken(server, client, rollout))
                        .hasMessageContaining("somebody else must agree");
                try (var other = SecondPerson.joins(server, "bea", "APPROVER")) {
                    other.approves(rollout);
                }
                killInMidUpdate(client, rollout, unlucky);
                unlucky.startAgain();

                unlucky.awaitServing(MODEL, PICTURE);
                awaitRunning(client, second, steady, unlucky);
                awaitState(client, rollout, "FINISHED");
                await(
                        "both confirmed",
                        () -> client.all("/rollouts/" + rollout + "/devices").stream()
                                .allMatch(
                                        device -> device.get("state").asString().equals("CONFIRMED")));
                assertThat(traffic.answered()).isPositive();
                assertThat(traffic.failed())
                        .as("requests that failed while the model was swapped")
                        .isZero();
            }
            assertThat(client.get("/models/" + MODEL + "/versions/2/deltas")
                            .get("items")
                            .size())
                    .isPositive();
        }
    }

    static AgentUnderTest enrol(Path folder, ControlPlaneClient client, ControlPlaneUnderTest server, String id) {
        var token = client.post(
                "/enrolment-tokens",
                Map.of(
                        "idPattern",
                        id,
                        "deviceClass",
                        "standard",
                        "site",
                        "harbour",
                        "lab",
                        false,
                        "maxUses",
                        1,
                        "ttl",
                        "PT10M"));
        return AgentUnderTest.start(
                folder, id, server.devicesUrl(), token.get("joinString").asString());
    }

    /** @return the digest that a {@code standard} device should run */
    static String publish(ControlPlaneClient client, String version) throws IOException {
        var acceptance = client.put("/acceptance-sets", Applications.demoModel("acceptance.npz"), sent -> {})
                .view()
                .get("digest")
                .asString();
        var file = Applications.demoModel(MODEL + "-" + version + ".onnx");
        var view =
                client.put("/models/" + MODEL + "/versions/" + version + "?acceptance=" + acceptance, file, sent -> {});
        await("variants of " + version, () -> settled(client, version, "variants"));
        await("deltas to " + version, () -> settled(client, version, "deltas"));
        return view.view().get("digest").asString();
    }

    private static boolean settled(ControlPlaneClient client, String version, String what) {
        return client.get("/models/" + MODEL + "/versions/" + version + "/" + what)
                .get("settled")
                .asBoolean();
    }

    /** To everybody at once. Of a second version nobody is left to compare with, so a person is asked. */
    static String rollOut(ControlPlaneClient client, String version) {
        var first = version.equals("1");
        var rollout = client.post(
                "/rollouts",
                Map.of(
                        "model",
                        MODEL,
                        "version",
                        version,
                        "stages",
                        List.of(Map.of("name", "everybody", "percent", 100, "soak", "PT0S")),
                        "gate",
                        Map.of("deadline", "PT1M"),
                        "gates",
                        first ? List.of() : List.of(Map.of("type", "manual-approval")),
                        "probation",
                        Map.of("window", "PT1S", "minInferences", 0, "patience", "PT5S", "maxErrorShare", 0.05)));
        var id = rollout.get("id").asString();
        client.post("/rollouts/" + id + "/start", Map.of("reason", "test"));
        return id;
    }

    private static void killInMidUpdate(ControlPlaneClient client, String rollout, AgentUnderTest agent) {
        await(agent.id() + " has begun", () -> {
            var devices = client.all("/rollouts/" + rollout + "/devices");
            return devices.stream()
                    .filter(device -> device.get("device").asString().equals(agent.id()))
                    .map(device -> device.get("state").asString())
                    .anyMatch(state -> !state.equals("WAITING"));
        });
        agent.kill();
    }

    static void awaitOnline(ControlPlaneClient client, AgentUnderTest... agents) {
        await(
                "everybody online",
                () -> client.all("/devices").stream()
                                .filter(device -> device.get("online").asBoolean())
                                .count()
                        == agents.length);
    }

    static void awaitRunning(ControlPlaneClient client, String digest, AgentUnderTest... agents) {
        for (var agent : agents) {
            await(agent.id() + " runs " + digest, () -> {
                var device = client.get("/devices/" + agent.id());
                var running = device.get("running").get(MODEL);
                return running != null && running.asString().equals(digest);
            });
        }
    }

    static void awaitState(ControlPlaneClient client, String rollout, String state) {
        try {
            await(
                    "rollout " + state,
                    () -> client.get("/rollouts/" + rollout)
                            .get("state")
                            .asString()
                            .equals(state));
        } catch (ConditionTimeoutException e) {
            throw new AssertionError(
                    "rollout %s: %s%n%s"
                            .formatted(
                                    state,
                                    client.get("/rollouts/" + rollout).get("why"),
                                    client.all("/rollouts/" + rollout + "/devices")),
                    e);
        }
    }

    /** Refused: the administrator is behind this token as behind the first. */
    private static void approvedByOwnSecondToken(
            ControlPlaneUnderTest server, ControlPlaneClient client, String rollout) {
        var second = client.post("/api-tokens", Map.of("name", "second", "roles", List.of("APPROVER"), "ttl", "PT1H"))
                .get("token")
                .asString();
        try (var same = new ControlPlaneClient(URI.create(server.consoleUrl()), second)) {
            same.post("/rollouts/" + rollout + "/approve", Map.of("reason", "test"));
        }
    }

    static void await(String what, Callable<Boolean> condition) {
        Awaitility.await(what).atMost(LONG).pollInterval(Duration.ofMillis(50)).until(condition);
    }
}
