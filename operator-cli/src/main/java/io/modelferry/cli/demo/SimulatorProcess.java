package io.modelferry.cli.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** {@code ferry simulate} as a child of the demo: virtual devices at every site, in one JVM. */
final class SimulatorProcess {

    static final String ID_PREFIX = "sim-";

    /** Pictures that each virtual camera takes. */
    private static final String RATE = "10/s";

    private SimulatorProcess() {}

    /** @param joins one join string a site, by site; the devices take them in turn */
    static void start(Household household, DemoSettings settings, String devicesUrl, List<String> joins)
            throws IOException {
        var data = Files.createDirectories(settings.simulator());
        var arguments = List.of(
                "@" + secretArguments(data, joins),
                "--data=" + data,
                "--server=" + devicesUrl,
                "--devices=" + settings.simulatedDevices(),
                "--id-prefix=" + ID_PREFIX,
                "--sites=" + joins.size(),
                "--rate=" + RATE,
                "--stream=" + settings.models().resolve("field-stream.npz"),
                "--window=" + settings.window().toMillis() + "ms");
        household.start("simulator", Application.SIMULATOR.command(settings.home(), arguments), Map.of());
    }

    /** Join strings are secrets: in a private file, where a list of processes does not show them. */
    static Path secretArguments(Path data, List<String> joins) throws IOException {
        var file = data.resolve("join.args");
        Files.deleteIfExists(file);
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        return Files.writeString(
                file, joins.stream().map(join -> "--join=" + join + "\n").collect(Collectors.joining()));
    }
}
