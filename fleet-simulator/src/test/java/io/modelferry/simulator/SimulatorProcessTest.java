package io.modelferry.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.modelferry.protocol.DeviceId;
import io.modelferry.protocol.ProtocolJson;
import io.modelferry.protocol.report.UpdateEvent;
import io.modelferry.protocol.report.UpdateState;
import io.modelferry.protocol.telemetry.Window;
import io.modelferry.simulator.fleet.FleetStatus;
import io.modelferry.simulator.testing.DemoModels;
import io.modelferry.simulator.testing.Mosquitto;
import io.modelferry.simulator.testing.MqttControlPlane;
import io.modelferry.simulator.testing.TestCa;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program itself, as {@code ferry simulate} starts it, against a real broker with client certificates. */
@Tag("system")
class SimulatorProcessTest {

    private static final int DEVICES = Integer.getInteger("simulator.devices", 20);
    private static final Duration PATIENCE = Duration.ofSeconds(60 + DEVICES / 2);

    @TempDir
    Path folder;

    private Mosquitto broker;
    private MqttControlPlane plane;
    private List<DeviceId> fleet;
    private @Nullable Process simulator;

    @BeforeEach
    void enrolAFleet() throws Exception {
        var ca = new TestCa();
        broker = Mosquitto.start(ca.issue("broker", folder.resolve("broker")));
        plane = new MqttControlPlane(broker, ca, Clock.systemUTC());
        fleet = IntStream.rangeClosed(1, DEVICES)
                .mapToObj(i -> new DeviceId("sim-%03d".formatted(i)))
                .toList();
        for (var device : fleet) {
            plane.enrol(
                    device,
                    folder.resolve("data")
                            .resolve("devices")
                            .resolve(device.value())
                            .resolve("id"));
        }
    }

    @AfterEach
    void stopEverything() {
        if (simulator != null) {
            simulator.destroyForcibly().onExit().join();
        }
        plane.close();
        broker.close();
    }

    @Test
    void movesItsWholeFleetByDeltasAndStopsInOrder() throws Exception {
        var v1 = plane.server.publish(1);
        fleet.forEach(device -> plane.server.want(device, v1));
        simulator = start();
        awaitConfirmed(v1.digest().hex());

        var v2 = plane.server.publish(2);
        var delta = plane.server.delta(1, 2);
        for (var device : fleet) {
            plane.server.want(device, v2, delta);
        }
        awaitConfirmed(v2.digest().hex());
        awaitWindowsOf(v2.digest().hex());
        System.out.println("resident " + resident(simulator) + " with " + DEVICES + " devices");

        simulator.destroy(); // SIGTERM
        assertThat(simulator.waitFor(5, TimeUnit.SECONDS)).as("stopped in time").isTrue();
        var last = lastStatus();
        assertThat(last.running())
                .containsOnlyKeys("meter-reader 2 fp32 " + v2.digest().brief());
        assertThat(last.running().values()).containsExactly(DEVICES);
        assertThat(last.errors()).isZero();
        assertThat((double) last.correct() / last.labelled()).isBetween(0.7, 0.95);
        assertThat(last.bytes())
                .as("each device its own model, delta and acceptance set")
                .isEqualTo(DEVICES
                        * (v1.lengthBytes()
                                + delta.lengthBytes()
                                + v1.acceptance().lengthBytes()));
    }

    private Process start() throws IOException {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-Xmx512m",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "@" + classPath(),
                SimulatorMain.class.getName()));
        command.addAll(List.of(
                "--data=" + folder.resolve("data"),
                "--devices=" + DEVICES,
                "--stream=" + DemoModels.stream(),
                "--window=1s",
                "--ramp=2s",
                "--status=1s",
                "--json"));
        return new ProcessBuilder(command)
                .redirectOutput(folder.resolve("out.jsonl").toFile())
                .redirectError(folder.resolve("err.log").toFile())
                .start();
    }

    /** In a file: ONNX Runtime 1.29.0 takes the process down when the command line is longer than 4096 bytes. */
    private Path classPath() throws IOException {
        var path = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        return Files.writeString(folder.resolve("class-path.args"), "-cp \"" + path + "\"\n");
    }

    private void awaitConfirmed(String digest) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(plane.server.events.stream()
                                .filter(event -> event.state() == UpdateState.CONFIRMED)
                                .map(UpdateEvent::digest)
                                .filter(confirmed -> confirmed.hex().equals(digest)))
                        .as(this::said)
                        .hasSizeGreaterThanOrEqualTo(DEVICES));
    }

    private void awaitWindowsOf(String digest) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(plane.server.windows.stream()
                                .filter(window -> window.digest().hex().equals(digest))
                                .mapToLong(Window::labelled)
                                .sum())
                        .isGreaterThan(20L * DEVICES));
    }

    private String said() {
        try {
            return Files.readString(folder.resolve("out.jsonl")) + Files.readString(folder.resolve("err.log"));
        } catch (IOException e) {
            return "nothing: " + e.getMessage();
        }
    }

    private FleetStatus lastStatus() throws IOException {
        var lines = Files.readAllLines(folder.resolve("out.jsonl"));
        return ProtocolJson.read(lines.getLast().getBytes(), FleetStatus.class);
    }

    /** What the system says that the process holds, where it says so. */
    private static String resident(Process process) throws IOException {
        var status = Path.of("/proc", String.valueOf(process.pid()), "status");
        return Files.exists(status)
                ? Files.readAllLines(status).stream()
                        .filter(line -> line.startsWith("VmRSS") || line.startsWith("Threads"))
                        .toList()
                        .toString()
                : "unknown";
    }
}
