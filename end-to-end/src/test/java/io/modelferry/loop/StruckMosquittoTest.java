package io.modelferry.loop;

import static io.modelferry.loop.LoopContract.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.modelferry.cli.bench.chaos.Ledger;
import io.modelferry.cli.server.ControlPlaneClient;
import io.modelferry.programs.ShippedMosquitto;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A Mosquitto of the system with the shipped configuration, killed while a rollout runs, and then deprived of all that it had stored. */
@Tag("system")
@Timeout(300)
final class StruckMosquittoTest {

    private static final int DEVICES = 10;

    private ShippedMosquitto mosquitto;
    private ControlPlaneUnderTest controlPlane;
    private SimulatorUnderTest fleet;

    @Test
    void aRolloutSurvivesItsBrokerAndTheBrokerItsStore(@TempDir Path folder) throws IOException {
        var shipped = Applications.repository().resolve("deploy").resolve("mosquitto");
        mosquitto = ShippedMosquitto.start(shipped, ExternalLoopTest.certificates(folder), folder);
        controlPlane = ControlPlaneUnderTest.start(folder, List.of("--modelferry.mqtt.url=" + mosquitto.url()));
        var client = controlPlane.client();
        LoopContract.publish(client, "1");
        var report = folder.resolve("goals.json");
        fleet = SimulatorUnderTest.start(
                folder, client, controlPlane, DEVICES, List.of("--report=" + report, "--status=1s"));
        await("everybody", () -> client.all("/devices").size() == DEVICES);

        var rollout = LoopContract.rollOut(client, "1");
        await("a goal on its way", () -> mosquitto.log().contains("/desired'"));
        mosquitto.killAndStartAgain();

        LoopContract.awaitState(client, rollout, "FINISHED");
        var ledger = Ledger.of(rollout, DEVICES, client);
        assertThat(ledger.endless()).isEmpty();
        assertThat(ledger.differing()).isEmpty();

        mosquitto.killAndStartEmpty();

        for (var device : client.all("/devices")) {
            var topic = "'fleet/v1/d/" + device.get("id").asString() + "/desired'";
            await("the goal once more: " + topic, () -> retains(topic));
        }
        assertThat(ControlPlaneClient.parse(Files.readString(report))
                        .get("conflicts")
                        .size())
                .isZero();
    }

    private boolean retains(String topic) {
        return mosquitto
                .log()
                .lines()
                .anyMatch(line -> line.contains("Received PUBLISH from control.plane")
                        && line.contains("r1")
                        && line.contains(topic));
    }

    @AfterEach
    void stop() {
        for (var one : new AutoCloseable[] {fleet, controlPlane, mosquitto}) {
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
