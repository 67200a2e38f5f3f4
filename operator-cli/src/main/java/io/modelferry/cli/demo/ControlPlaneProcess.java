package io.modelferry.cli.demo;

import io.modelferry.cli.demo.Application.Compiler;
import io.modelferry.cli.server.ControlPlaneClient;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code ferry up} as a child of the demo. */
final class ControlPlaneProcess {

    static final String NAME = "control-plane";

    private final DemoSettings settings;
    private final DemoPorts ports;
    private final Path log;

    private ControlPlaneProcess(DemoSettings settings, DemoPorts ports, Path log) {
        this.settings = settings;
        this.ports = ports;
        this.log = log;
    }

    static ControlPlaneProcess start(Household household, DemoSettings settings, DemoPorts ports) throws IOException {
        return start(household, settings, ports, Compiler.QUICK, List.of());
    }

    /** @param more arguments, such as {@code --modelferry.telemetry.retention=7d}; they stand before the demo's own of the same name */
    static ControlPlaneProcess start(
            Household household, DemoSettings settings, DemoPorts ports, Compiler compiler, List<String> more)
            throws IOException {
        var arguments = new ArrayList<>(List.of(
                "--server.port=" + ports.console(),
                "--management.server.port=" + ports.management(),
                "--modelferry.data=" + settings.controlPlane(),
                "--modelferry.devices.port=" + ports.devices(),
                "--modelferry.mqtt.port=" + ports.mqtt(),
                "--modelferry.rollout.tick=250ms",
                "--modelferry.rollout.evaluate-every=1s",
                "--modelferry.experiment.look-every=1s"));
        arguments.removeIf(own -> more.stream().anyMatch(other -> name(other).equals(name(own))));
        arguments.addAll(more);
        household.start(NAME, Application.CONTROL_PLANE.command(settings.home(), compiler, arguments), Map.of());
        return new ControlPlaneProcess(settings, ports, household.log(NAME));
    }

    private static String name(String argument) {
        return argument.substring(0, argument.indexOf('='));
    }

    URI console() {
        return URI.create("http://127.0.0.1:" + ports.console());
    }

    String devicesUrl() {
        return "https://127.0.0.1:" + ports.devices();
    }

    void awaitReady(Patience patience) throws StepFailed {
        awaitReady(patience, DemoSettings.PATIENCE);
    }

    /** @param longest after which it counts as not ready at all */
    void awaitReady(Patience patience, Duration longest) throws StepFailed {
        patience.await(
                "a ready control plane",
                longest,
                () -> isReady() ? Optional.of(true) : Optional.empty(),
                () -> "readiness never said UP; log: " + log);
    }

    ControlPlaneClient client() throws StepFailed {
        var token = settings.controlPlane().resolve("secrets").resolve("local-token");
        try {
            return new ControlPlaneClient(console(), Files.readString(token).strip());
        } catch (IOException e) {
            throw new StepFailed("no local token at " + token, e);
        }
    }

    /** As the first start left it for whoever started it. */
    static Optional<String> oneTimePassword(DemoSettings settings) {
        try {
            return Optional.of(
                    Files.readString(settings.controlPlane().resolve("secrets").resolve("first-admin-password"))
                            .strip());
        } catch (IOException e) {
            return Optional.empty(); // the control plane's log has it
        }
    }

    /** What Prometheus would be told now. */
    String metrics() throws IOException {
        return ask("/actuator/prometheus", Duration.ofSeconds(30)).body();
    }

    private boolean isReady() {
        try {
            return ask("/actuator/health/readiness", Duration.ofSeconds(2)).statusCode() == 200;
        } catch (IOException e) {
            return false; // not listening yet
        }
    }

    private HttpResponse<String> ask(String path, Duration patience) throws IOException {
        var ask = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + ports.management() + path))
                .timeout(patience)
                .build();
        try (var http =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            return http.send(ask, BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while asking " + path);
        }
    }
}
