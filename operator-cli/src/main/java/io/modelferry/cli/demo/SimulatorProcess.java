package io.modelferry.cli.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;

/** {@code ferry simulate} as a child of the demo: virtual devices that share one JVM. */
final class SimulatorProcess {

    private SimulatorProcess() {}

    /**
     * One group of virtual devices: a site and a class, both from the token that they join with.
     *
     * @param idPrefix of their device ids, {@code sim-a-} makes {@code sim-a-001}
     */
    record Group(String idPrefix, int devices, int site, String joinString) {}

    static void start(Household household, DemoSettings settings, String devicesUrl, Group group) throws IOException {
        var name = "simulator-" + group.idPrefix().replaceAll("-$", "");
        var data = Files.createDirectories(settings.simulator().resolve(group.idPrefix()));
        var arguments = List.of(
                "--data",
                data.toString(),
                "--server",
                devicesUrl,
                "--devices",
                String.valueOf(group.devices()),
                "--id-prefix",
                group.idPrefix(),
                "--stream",
                settings.models().resolve("field-stream.npz").toString(),
                "--site",
                String.valueOf(group.site()),
                "--window",
                settings.window().toString());
        household.start(
                name,
                Application.SIMULATOR.command(settings.home(), arguments),
                Map.of("MODELFERRY_SIMULATOR_JOIN", group.joinString()));
    }
}
