package io.modelferry.cli.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A built application: its jar and the jars beside it.
 *
 * @param heapMegabytes {@code -Xmx}
 */
enum Application {
    CONTROL_PLANE("control-plane", "io.modelferry.control.ControlPlane", 640),
    AGENT("device-agent", "io.modelferry.agent.AgentMain", 160),
    SIMULATOR("fleet-simulator", "io.modelferry.simulator.SimulatorMain", 512),
    LOAD("fleet-simulator", "io.modelferry.simulator.load.LoadMain", 512),
    FLOOD("fleet-simulator", "io.modelferry.simulator.load.FloodMain", 512),
    JOIN("fleet-simulator", "io.modelferry.simulator.load.JoinMain", 512),
    WRITER("control-plane", "io.modelferry.control.telemetry.WriterShare", 512),
    SEED("control-plane", "io.modelferry.control.seeding.SeededFleet", 128),
    BROKER_CERTIFICATE("control-plane", "io.modelferry.control.security.BrokerCertificate", 64);

    private final String module;
    private final String mainClass;
    private final int heapMegabytes;

    Application(String module, String mainClass, int heapMegabytes) {
        this.module = module;
        this.mainClass = mainClass;
        this.heapMegabytes = heapMegabytes;
    }

    /** How far the JVM compiles. */
    enum Compiler {
        /** Up soon, and small: what lives for two minutes. */
        QUICK(1, 1),
        /** Up soon, again and again: what is struck down, with the same room as at full speed. */
        RESTARTED(1, 6),
        /** As in production: what is measured at full speed, with room for the goals of a large fleet in the embedded broker. */
        FULL(4, 6);

        private final int level;
        private final int heaps;

        Compiler(int level, int heaps) {
            this.level = level;
            this.heaps = heaps;
        }
    }

    List<String> command(Path home, List<String> arguments) throws IOException {
        return command(home, Compiler.QUICK, arguments);
    }

    /** The command line that starts it on the JVM that runs us. */
    List<String> command(Path home, Compiler compiler, List<String> arguments) throws IOException {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-Xmx" + heapMegabytes * compiler.heaps + "m",
                "-XX:TieredStopAtLevel=" + compiler.level,
                "-Xshare:auto",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-Dstdout.encoding=UTF-8",
                "-Dstderr.encoding=UTF-8",
                "-cp",
                classPath(home),
                mainClass));
        command.addAll(arguments);
        return command;
    }

    private String classPath(Path home) throws IOException {
        var target = home.resolve(module).resolve("target");
        try (var jars = Files.newDirectoryStream(target, module + "-*.jar")) {
            for (var jar : jars) {
                var name = jar.getFileName().toString();
                if (!name.endsWith("-tests.jar") && !name.endsWith("-sources.jar")) {
                    return jar + System.getProperty("path.separator") + target.resolve("lib") + "/*";
                }
            }
        }
        throw new IOException(module + " is not built in " + target + ": run ferry build");
    }
}
