package io.modelferry.loop;

import static io.modelferry.programs.RunningProgram.freePort;

import io.modelferry.cli.server.ControlPlaneClient;
import io.modelferry.programs.RunningProgram;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;

/** A control plane in its own process, on free ports, with its data in a folder of the test's. */
final class ControlPlaneUnderTest implements AutoCloseable {

    private static final Duration READY_WITHIN = Duration.ofMinutes(2);

    private final Path data;
    private final int httpPort;
    private final int devicePort;
    private final int managementPort;
    private final int mqttPort;
    private final Path log;
    private final List<String> arguments;
    private RunningProgram process;

    private ControlPlaneUnderTest(
            Path data,
            int httpPort,
            int devicePort,
            int managementPort,
            int mqttPort,
            Path log,
            List<String> arguments) {
        this.log = log;
        this.arguments = List.copyOf(arguments);
        this.data = data;
        this.httpPort = httpPort;
        this.devicePort = devicePort;
        this.managementPort = managementPort;
        this.mqttPort = mqttPort;
        this.process = launch();
    }

    /** @param settings more of the form {@code --modelferry.mqtt.url=…} */
    static ControlPlaneUnderTest start(Path folder, List<String> settings) {
        var data = folder.resolve("control-plane");
        var httpPort = freePort();
        var devicePort = freePort();
        var managementPort = freePort();
        var mqttPort = freePort();
        var arguments = new ArrayList<>(List.of(
                "--modelferry.data=" + data,
                "--server.port=" + httpPort,
                "--management.server.port=" + managementPort,
                "--modelferry.devices.port=" + devicePort,
                "--modelferry.mqtt.port=" + mqttPort,
                "--modelferry.rollout.tick=250ms",
                "--modelferry.rollout.evaluate-every=1s",
                "--modelferry.telemetry.roll-up-every=1s",
                "--modelferry.telemetry.stats-every=1s"));
        arguments.addAll(settings);
        UnpackedPostgres.into(data);
        var log = folder.resolve("control-plane.log");
        var started = new ControlPlaneUnderTest(data, httpPort, devicePort, managementPort, mqttPort, log, arguments);
        started.requireReady();
        return started;
    }

    private RunningProgram launch() {
        return Applications.start("control-plane", "io.modelferry.control.ControlPlane", log, arguments);
    }

    private void requireReady() {
        try {
            awaitReady();
        } catch (RuntimeException | Error notReady) {
            close();
            throw new AssertionError("not ready:\n" + process.log(), notReady);
        }
    }

    /** In order. */
    void stop() {
        process.close();
    }

    /** On the same data and the same ports. */
    void startAgain() {
        process = launch();
        requireReady();
    }

    ControlPlaneClient client() {
        try {
            var token = Files.readString(data.resolve("secrets").resolve("local-token"))
                    .strip();
            return new ControlPlaneClient(URI.create("http://127.0.0.1:" + httpPort), token);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String consoleUrl() {
        return "http://127.0.0.1:" + httpPort;
    }

    /** What the first start printed for {@code admin}. */
    String firstPassword() {
        try {
            return Files.readString(data.resolve("secrets").resolve("first-admin-password"))
                    .strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String devicesUrl() {
        return "https://127.0.0.1:" + devicePort;
    }

    Path data() {
        return data;
    }

    int mqttPort() {
        return mqttPort;
    }

    /** What Prometheus would be told now. */
    String metrics() {
        var scrape = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + managementPort + "/actuator/prometheus"))
                .build();
        try (var http = HttpClient.newHttpClient()) {
            return http.send(scrape, BodyHandlers.ofString()).body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** {@code kill -9}. */
    void kill() {
        process.kill();
    }

    /** {@code STOP} or {@code CONT}: it notices nothing. */
    void signal(String signal) {
        process.signal(signal);
    }

    String log() {
        return process.log();
    }

    private void awaitReady() {
        var readiness = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + managementPort + "/actuator/health/readiness"))
                .timeout(Duration.ofSeconds(2))
                .build();
        try (var http = HttpClient.newHttpClient()) {
            Awaitility.await("a ready control plane")
                    .atMost(READY_WITHIN)
                    .ignoreExceptionsInstanceOf(IOException.class)
                    .until(() -> {
                        process.requireAlive();
                        return http.send(readiness, BodyHandlers.discarding()).statusCode() == 200;
                    });
        }
    }

    @Override
    public void close() {
        process.close();
    }
}
