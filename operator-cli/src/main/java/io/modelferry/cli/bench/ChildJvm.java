package io.modelferry.cli.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The JVM that runs us, a second time, on our class path and with a small heap.
 *
 * @param heap as {@code -Xmx} takes it
 */
public record ChildJvm(String heap) {

    private static final Duration LIMIT = Duration.ofHours(6);

    /** What a device has for patching. */
    static final ChildJvm DEVICE = new ChildJvm("16m");

    /** What a server has for planning. */
    static final ChildJvm SERVER = new ChildJvm("256m");

    Child.Ended watch(WorkFolder work, Class<?> main, Path... files) throws IOException {
        return Child.watch(
                command(main.getName(), Arrays.stream(files).map(Path::toString).toList()),
                work.file("child.out"),
                LIMIT);
    }

    public List<String> command(String main, List<String> arguments) {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-Xmx" + heap,
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                main));
        command.addAll(arguments);
        return command;
    }
}
