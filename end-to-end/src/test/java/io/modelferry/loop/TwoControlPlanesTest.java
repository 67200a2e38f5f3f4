package io.modelferry.loop;

import static io.modelferry.loop.LoopContract.MODEL;
import static io.modelferry.loop.LoopContract.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.modelferry.cli.bench.chaos.Ledger;
import io.modelferry.cli.server.ControlPlaneClient;
import io.modelferry.programs.ShippedMosquitto;
import io.modelferry.programs.SystemPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.FileSystemUtils;

/**
 * Two control planes on one database and one broker. The one that drives a rollout stands still for longer than its lease, as a frozen
 * machine does, and wakes up believing that no time has passed. In the end one dies, and the other settles what the broker shared with it.
 */
@Tag("system")
@Timeout(300)
final class TwoControlPlanesTest {

    private static final int DEVICES = 20;
    private static final String LEASE = "--modelferry.rollout.lease=3s";
    private static final Duration LONGER_THAN_A_LEASE = Duration.ofSeconds(5);

    private SystemPostgres postgres;
    private ShippedMosquitto mosquitto;
    private ControlPlaneUnderTest first;
    private ControlPlaneUnderTest second;
    private SimulatorUnderTest fleet;

    @Test
    void whoWakesUpLateDoesNoHarm(@TempDir Path folder) throws IOException, InterruptedException {
        var client = startBoth(folder);
        var report = folder.resolve("goals.json");
        fleet = SimulatorUnderTest.start(folder, client, first, DEVICES, List.of("--report=" + report, "--status=1s"));
        await(
                "everybody online",
                () -> client.all("/devices").stream()
                                .filter(device -> device.get("online").asBoolean())
                                .count()
                        == DEVICES);
        LoopContract.awaitState(client, LoopContract.rollOut(client, "1"), "FINISHED");

        var rollout = inTwoStages(client);
        await("a device that has it", () -> treated(client, rollout) > 0);
        standStill(first);
        standStill(second);

        LoopContract.awaitState(client, rollout, "FINISHED");
        await(
                "an end for every device",
                () -> Ledger.of(rollout, DEVICES, client).endless().isEmpty());
        assertThat(Ledger.of(rollout, DEVICES, second.client()).differing()).isEmpty();
        var driven = "rollout " + rollout + " is driven from here now";
        assertThat(first.log()).contains(driven);
        assertThat(second.log()).contains(driven);
        assertThat(first.log() + second.log()).doesNotContain("each ends the other's line");
        var goals = ControlPlaneClient.parse(Files.readString(report));
        assertThat(goals.get("devices").asInt()).isEqualTo(DEVICES);
        assertThat(goals.get("conflicts").size()).as(goals.toString()).isZero();

        first.kill();
        await(
                "what its session held",
                () -> second.log().contains("what the broker held for control.plane is settled"));
        await("every window of every device", () -> missingWindows() == 0);
        assertThat(second.log()).containsPattern("control.plane is settled messages=[1-9]");
    }

    /** Devices number their windows; until the dead one's session was settled every second one went there. */
    private long missingWindows() throws SQLException {
        var sql = "select sum(missing) from (select max(seq) - min(seq) + 1 - count(*) as missing"
                + " from telemetry_window group by device_id, boot) d";
        try (var connection =
                        DriverManager.getConnection(postgres.jdbcUrl(), SystemPostgres.USER, SystemPostgres.PASSWORD);
                var row = connection.createStatement().executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }

    private ControlPlaneClient startBoth(Path folder) throws IOException {
        var certificates = ExternalLoopTest.certificates(folder);
        postgres = SystemPostgres.start(folder);
        mosquitto = ShippedMosquitto.start(
                Applications.repository().resolve("deploy").resolve("mosquitto"), certificates, folder);
        first = ControlPlaneUnderTest.start(folder, settings(1));
        var client = first.client();
        LoopContract.publish(client, "1");
        LoopContract.publish(client, "2");
        // the same fleet: keys, secrets and artifacts are one
        FileSystemUtils.copyRecursively(first.data(), folder.resolve("second").resolve("control-plane"));
        second = ControlPlaneUnderTest.start(folder.resolve("second"), settings(2));
        return client;
    }

    private List<String> settings(int replica) {
        return List.of(
                "--modelferry.database.url=" + postgres.jdbcUrl(),
                "--modelferry.database.username=" + SystemPostgres.USER,
                "--modelferry.database.password=" + SystemPostgres.PASSWORD,
                "--modelferry.mqtt.url=" + mosquitto.url(),
                "--modelferry.mqtt.replica=" + replica,
                LEASE);
    }

    private static String inTwoStages(ControlPlaneClient client) {
        var soak = LONGER_THAN_A_LEASE.multipliedBy(2).plusSeconds(2).toString();
        var id = client.post(
                        "/rollouts",
                        Map.of(
                                "model",
                                MODEL,
                                "version",
                                "2",
                                "stages",
                                List.of(
                                        Map.of("name", "quarter", "percent", 25, "soak", soak),
                                        Map.of("name", "everybody", "percent", 100, "soak", "PT0S")),
                                "gate",
                                Map.of("maxAccuracyDrop", 0.5, "minSamples", 20, "deadline", "PT5M"),
                                "probation",
                                Map.of("window", "PT1S", "minInferences", 0, "patience", "PT5S", "maxErrorShare", 1)))
                .get("id")
                .asString();
        client.post("/rollouts/" + id + "/start", Map.of("reason", "test"));
        return id;
    }

    private static int treated(ControlPlaneClient client, String rollout) {
        return client.get("/rollouts/" + rollout).get("counts").get("treated").asInt();
    }

    private static void standStill(ControlPlaneUnderTest controlPlane) throws InterruptedException {
        controlPlane.signal("STOP");
        try {
            Thread.sleep(LONGER_THAN_A_LEASE); // not a wait for something: the span is the test
        } finally {
            controlPlane.signal("CONT");
        }
    }

    @AfterEach
    void stop() {
        for (var one : new AutoCloseable[] {fleet, second, first, mosquitto, postgres}) {
            close(one);
        }
    }

    private static void close(AutoCloseable one) {
        try {
            if (one != null) {
                one.close();
            }
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
