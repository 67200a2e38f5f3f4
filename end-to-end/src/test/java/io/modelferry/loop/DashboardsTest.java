package io.modelferry.loop;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.modelferry.cli.server.ControlPlaneClient;
import io.modelferry.programs.RunningProgram;
import io.modelferry.programs.SystemProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** What is published for dashboards, of one device that serves a model, against what our dashboards and schemas say of it. */
final class DashboardsTest {

    /** Prometheus makes it for every target itself. */
    private static final Set<String> OF_PROMETHEUS = Set.of("up");

    private static final String DEVICE = "cam-watched";
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @TempDir
    static Path folder;

    private static ControlPlaneUnderTest server;
    private static AgentUnderTest agent;
    private static LabelledTraffic traffic;

    @BeforeAll
    static void aDeviceServesAModelLabelsComeBackAndTheNextVersionIsUnderWay() throws IOException {
        server = ControlPlaneUnderTest.start(folder, List.of());
        try (var client = server.client()) {
            agent = LoopContract.enrol(folder, client, server, DEVICE);
            LoopContract.publish(client, "1");
            LoopContract.awaitOnline(client, agent);
            LoopContract.awaitState(client, LoopContract.rollOut(client, "1"), "FINISHED");
            agent.awaitServing(LoopContract.MODEL, LoopContract.PICTURE);
            traffic = new LabelledTraffic(agent);
            LoopContract.publish(client, "2");
            rollOutSlowly(client, "2");
        }
    }

    /** Deployments are counted while their rollout is not over. */
    private static void rollOutSlowly(ControlPlaneClient client, String version) {
        var rollout = client.post(
                "/rollouts",
                Map.of(
                        "model",
                        LoopContract.MODEL,
                        "version",
                        version,
                        "stages",
                        List.of(Map.of("name", "everybody", "percent", 100, "soak", "PT1H")),
                        "gate",
                        Map.of("deadline", "PT2H"),
                        "gates",
                        List.of(Map.of("type", "manual-approval"))));
        client.post("/rollouts/" + rollout.get("id").asString() + "/start", Map.of("reason", "test"));
    }

    @AfterAll
    static void stop() throws InterruptedException {
        if (traffic != null) {
            traffic.close();
        }
        if (agent != null) {
            agent.close();
        }
        server.close();
    }

    @Test
    void everyNameInADashboardOrAnAlertIsScraped() {
        var expressions = ShippedDashboards.expressions();
        assertThat(expressions).hasSizeGreaterThan(40);

        Awaitility.await()
                .atMost(PATIENCE)
                .pollInterval(Duration.ofSeconds(1))
                .untilAsserted(() -> assertThat(complaints()).isEmpty());
    }

    @Test
    void noDeviceIsALabel() {
        LoopContract.await(
                "a device is counted", () -> Scrape.of(server.metrics()).has("modelferry_devices_running"));

        var scrape = Scrape.of(server.metrics());

        assertThat(scrape.values().keySet()).doesNotContain("device", "device_id");
        scrape.values().forEach((label, values) -> assertThat(values).as(label).noneMatch(one -> one.contains(DEVICE)));
    }

    @Test
    void everyAlertHasItsLinesInTheRunbook() throws IOException {
        var runbook = Files.readString(Applications.repository().resolve("docs/operations.md"));

        assertThat(ShippedDashboards.alerts()).isNotEmpty().allSatisfy((name, alert) -> {
            assertThat(runbook).contains("### " + name + "\n");
            assertThat(String.valueOf(alert.get("annotations"))).contains("docs/operations.md#" + name.toLowerCase());
        });
    }

    @Test
    void everyPanelHasAPlaceOfItsOwn() {
        for (var file : ShippedDashboards.boards()) {
            var taken = new TreeSet<String>();
            for (var panel : ShippedDashboards.read(file).get("panels")) {
                var place = panel.get("gridPos");
                for (var x = place.get("x").asInt();
                        x < place.get("x").asInt() + place.get("w").asInt();
                        x++) {
                    for (var y = place.get("y").asInt();
                            y < place.get("y").asInt() + place.get("h").asInt();
                            y++) {
                        assertThat(x).isLessThan(24);
                        assertThat(taken.add(x + "/" + y))
                                .as(file + " " + panel.get("title"))
                                .isTrue();
                    }
                }
            }
        }
    }

    @Test
    @Tag("system")
    void aSubscriberFindsBothKindsOfStatisticsAsTheirSchemasSay() throws Exception {
        var certificates = folder.resolve("dashboard");
        Applications.start(
                        "control-plane",
                        "io.modelferry.control.security.DashboardCertificate",
                        folder.resolve("certificate.log"),
                        List.of("--data", server.data().toString(), "--out", certificates.toString()))
                .awaitSuccess();

        var one = subscribe(certificates, "fleet/v1/stats/" + LoopContract.MODEL + "/+", folder.resolve("one.json"));
        var fleet = subscribe(certificates, "fleet/v1/stats/fleet", folder.resolve("fleet.json"));

        assertThat(complaints(one, "fleet-stats.schema.json")).isEmpty();
        assertThat(complaints(fleet, "fleet-summary.schema.json")).isEmpty();
        assertThat(new JsonMapper().readTree(fleet).get("devices").get("online").asInt())
                .isEqualTo(1);
        assertThat(new JsonMapper().readTree(one).get("devices").asInt()).isEqualTo(1);
        assertThat(complaints(one.replace("\"labelled\":", "\"labeled\":"), "fleet-stats.schema.json"))
                .isNotEmpty();
    }

    /** The first message on the topic, as the system's own subscriber writes it down. */
    private static String subscribe(Path certificates, String topic, Path into) throws IOException {
        var command = List.of(
                SystemProgram.MOSQUITTO_SUB.require().toString(),
                "-V",
                "5",
                "-h",
                "127.0.0.1",
                "-p",
                String.valueOf(server.mqttPort()),
                "--cafile",
                certificates.resolve("ca.pem").toString(),
                "--cert",
                certificates.resolve("dashboard.pem").toString(),
                "--key",
                certificates.resolve("dashboard-key.pem").toString(),
                "-i",
                "fleet.dashboard-test",
                "-t",
                topic,
                "-C",
                "1",
                "-W",
                "50");
        try (var subscriber = RunningProgram.start("mosquitto_sub", command, into)) {
            subscriber.awaitSuccess();
        }
        return Files.readString(into);
    }

    private static List<com.networknt.schema.Error> complaints(String json, String schema) throws IOException {
        var text = Files.readString(
                Applications.repository().resolve("docs/schemas").resolve(schema));
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(text, InputFormat.JSON)
                .validate(
                        json,
                        InputFormat.JSON,
                        context -> context.executionConfig(config -> config.formatAssertionsEnabled(true)));
    }

    private static TreeMap<String, String> complaints() {
        var scrape = Scrape.of(server.metrics());
        var complaints = new TreeMap<String, String>();
        ShippedDashboards.expressions().forEach((place, expression) -> {
            var missing = PromQl.of(expression).missingIn(scrape, OF_PROMETHEUS);
            if (!missing.isEmpty()) {
                complaints.put(place, missing.toString());
            }
        });
        return complaints;
    }
}
