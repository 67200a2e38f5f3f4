package io.modelferry.cli.demo;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code ferry agent} as a child of the demo: a camera with its own JVM. */
final class AgentProcess {

    private final Camera camera;
    private final Path servingPort;

    private AgentProcess(Camera camera, Path servingPort) {
        this.camera = camera;
        this.servingPort = servingPort;
    }

    static AgentProcess start(
            Household household, DemoSettings settings, Camera camera, String devicesUrl, String joinString)
            throws IOException {
        var data = Files.createDirectories(settings.agent(camera.id()));
        var arguments = List.of(
                "--data",
                data.toString(),
                "--server",
                devicesUrl,
                "--id",
                camera.id(),
                "--serve-port",
                "0",
                "--window",
                settings.window().toString());
        // the join string is a secret: by the environment, where a list of processes does not show it
        var environment = Map.of("MODELFERRY_AGENT_JOIN", joinString);
        household.start(camera.id(), command(settings, arguments), environment);
        return new AgentProcess(camera, data.resolve("run").resolve("serving-port"));
    }

    private static List<String> command(DemoSettings settings, List<String> arguments) throws IOException {
        if (!settings.packaged()) {
            return Application.AGENT.command(settings.home(), arguments);
        }
        var command = new ArrayList<String>();
        command.add(settings.agentPackage().resolve("bin/ferry-agent").toString());
        command.addAll(arguments);
        return command;
    }

    Camera camera() {
        return camera;
    }

    /** Where applications on the device ask for inferences. */
    URI awaitServing(Patience patience) throws StepFailed {
        var port = patience.await(
                camera.id() + " serving", Duration.ofSeconds(30), this::port, () -> "no port in " + servingPort);
        return URI.create("http://127.0.0.1:" + port);
    }

    private Optional<Integer> port() {
        try {
            var text = Files.readString(servingPort).strip();
            return text.matches("[0-9]{1,5}") ? Optional.of(Integer.parseInt(text)) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty(); // not written yet
        }
    }
}
