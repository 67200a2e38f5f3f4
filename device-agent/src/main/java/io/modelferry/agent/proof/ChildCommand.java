package io.modelferry.agent.proof;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The command line of a proving process: the Java that runs the agent, small and quick to start. Arguments stand in a file, because
 * ONNX Runtime 1.29 takes the process down where the command line is longer than about 4 kB.
 */
final class ChildCommand {

    /** Of the Java heap: arrays are outside of it. */
    private static final String HEAP = "-Xmx96m";

    private static final String ARRAYS = "-XX:MaxDirectMemorySize=256m";
    private static final String NICE = "10";

    /** What would change the child, or is none of its business. */
    private static final Set<String> NOT_PASSED_ON = Set.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS");

    private static final String OUR_PREFIX = "MODELFERRY_";
    private static final String NATIVE_PATH = "onnxruntime.native.path";

    private ChildCommand() {}

    /** @param scratch working folder of the process; everything that it writes by accident lands there */
    static ProcessBuilder in(Path scratch, String main) throws IOException {
        var file = scratch.resolve("arguments");
        Files.write(
                file,
                arguments(scratch, main).stream().map(ChildCommand::quoted).toList());
        var command = new ArrayList<>(lowered());
        command.add(java());
        command.add("@" + file);
        var builder = new ProcessBuilder(command).directory(scratch.toFile());
        builder.environment().keySet().removeIf(name -> NOT_PASSED_ON.contains(name) || name.startsWith(OUR_PREFIX));
        return builder;
    }

    private static List<String> arguments(Path scratch, String main) {
        var arguments = new ArrayList<>(List.of(
                HEAP,
                ARRAYS,
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:ReservedCodeCacheSize=16m",
                "-Xshare:auto",
                "-XX:-UsePerfData", // a file in the system's temporary folder otherwise
                "-XX:-CreateCoredumpOnCrash",
                "-XX:ErrorFile=" + scratch.resolve("crash.log"),
                "-Djava.io.tmpdir=" + scratch,
                "-Dslf4j.provider=org.slf4j.helpers.NOP_FallbackServiceProvider",
                "-Dslf4j.internal.verbosity=ERROR",
                "--enable-native-access=ALL-UNNAMED"));
        var natives = System.getProperty(NATIVE_PATH);
        if (natives != null) {
            arguments.add("-D" + NATIVE_PATH + "=" + Path.of(natives).toAbsolutePath());
        }
        arguments.addAll(List.of("-cp", classPath(), main));
        return arguments;
    }

    /** Absolute: the child works in another folder. */
    private static String classPath() {
        var entries = System.getProperty("java.class.path").split(File.pathSeparator, -1);
        return String.join(
                File.pathSeparator,
                Stream.of(entries)
                        .map(entry -> Path.of(entry).toAbsolutePath().toString())
                        .toList());
    }

    private static String java() {
        var launcher = Path.of(System.getProperty("java.home"), "bin", File.separatorChar == '/' ? "java" : "java.exe");
        return Files.isExecutable(launcher)
                ? launcher.toString()
                : ProcessHandle.current().info().command().orElse("java");
    }

    private static List<String> lowered() {
        return Stream.of("/usr/bin/nice", "/bin/nice")
                .filter(nice -> Files.isExecutable(Path.of(nice)))
                .findFirst()
                .map(nice -> List.of(nice, "-n", NICE))
                .orElse(List.of());
    }

    /** As the launcher reads it from a file. */
    private static String quoted(String argument) {
        return '"' + argument.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
