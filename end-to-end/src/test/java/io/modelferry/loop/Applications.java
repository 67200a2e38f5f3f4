package io.modelferry.loop;

import io.modelferry.programs.RunningProgram;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Starts the built jars, each in its own JVM, as the {@code ferry} script does. */
final class Applications {

    private Applications() {}

    static RunningProgram start(String module, String mainClass, Path log, List<String> arguments) {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-Dferry.home=" + repository(),
                "-cp",
                classPath(module),
                mainClass));
        command.addAll(arguments);
        return RunningProgram.start(module, command, log);
    }

    static Path repository() {
        var here = Path.of("").toAbsolutePath();
        while (!Files.exists(here.resolve("docker-compose.yml"))) {
            here = here.getParent();
        }
        return here;
    }

    static Path demoModel(String file) {
        return repository().resolve("demo").resolve("models").resolve(file);
    }

    private static String classPath(String module) {
        var target = repository().resolve(module).resolve("target");
        try (var jars = Files.newDirectoryStream(target, module + "-*-SNAPSHOT.jar")) {
            var jar = jars.iterator().next();
            return jar + ":" + target.resolve("lib") + "/*";
        } catch (IOException e) {
            throw new UncheckedIOException("build the jars first: " + target, e);
        }
    }
}
