package io.modelferry.loop;

import io.modelferry.cli.server.ControlPlaneClient;
import io.modelferry.programs.RunningProgram;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A fleet of simulated devices in a process of its own: the agent's code, with recorded answers in the runtime's place. */
final class SimulatorUnderTest implements AutoCloseable {

    private final RunningProgram process;

    private SimulatorUnderTest(RunningProgram process) {
        this.process = process;
    }

    static SimulatorUnderTest start(Path folder, ControlPlaneClient client, ControlPlaneUnderTest server, int devices) {
        return start(folder, client, server, devices, List.of());
    }

    /** @param more options of the simulator */
    static SimulatorUnderTest start(
            Path folder, ControlPlaneClient client, ControlPlaneUnderTest server, int devices, List<String> more) {
        var token = client.post(
                "/enrolment-tokens",
                Map.of(
                        "idPattern",
                        "sim-*",
                        "deviceClass",
                        "standard",
                        "site",
                        "harbour",
                        "lab",
                        false,
                        "maxUses",
                        devices,
                        "ttl",
                        "PT10M"));
        return new SimulatorUnderTest(Applications.start(
                "fleet-simulator",
                "io.modelferry.simulator.SimulatorMain",
                folder.resolve("simulator.log"),
                arguments(
                        more,
                        "--data=" + folder.resolve("simulator"),
                        "--server=" + server.devicesUrl(),
                        "--join=" + token.get("joinString").asString(),
                        "--devices=" + devices,
                        "--sites=1",
                        "--rate=40/s",
                        "--window=1s",
                        "--stream=" + Applications.demoModel("field-stream.npz"))));
    }

    private static List<String> arguments(List<String> more, String... usual) {
        return Stream.concat(Arrays.stream(usual), more.stream()).toList();
    }

    @Override
    public void close() {
        process.close();
    }
}
