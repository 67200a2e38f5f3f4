package io.modelferry.cli.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** Runs one program to its end, or to the end of its time. Never more than one at once: the others' seconds would suffer. */
public final class Child {

    /** They would change what programs do, or what a JVM takes. */
    private static final Set<String> UNWANTED = Set.of(
            "XZ_OPT",
            "XZ_DEFAULTS",
            "ZSTD_CLEVEL",
            "ZSTD_NBTHREADS",
            "XDELTA",
            "JAVA_TOOL_OPTIONS",
            "JDK_JAVA_OPTIONS");

    private static final Duration SAMPLE_EVERY = Duration.ofMillis(2);
    private static final int LAST_WORDS = 400;

    /**
     * How it ended.
     *
     * @param exitCode      of no meaning unless {@code inTime}
     * @param peakAnonBytes 0 if nobody looked, or the system does not tell
     * @param lastWords     the end of what it said on standard error, without stack traces
     */
    public record Ended(boolean inTime, int exitCode, Duration took, long peakAnonBytes, String lastWords) {

        public boolean well() {
            return inTime && exitCode == 0;
        }
    }

    private Child() {}

    /** @param output takes its standard output */
    public static Ended run(List<String> command, Path output, Duration limit) throws IOException {
        return run(command, output, limit, limit.plusMillis(1), false);
    }

    /** The same, with a look at its memory every 2 ms. */
    public static Ended watch(List<String> command, Path output, Duration limit) throws IOException {
        return run(command, output, limit, SAMPLE_EVERY, true);
    }

    private static Ended run(List<String> command, Path output, Duration limit, Duration every, boolean look)
            throws IOException {
        var errors = output.resolveSibling(output.getFileName() + ".err");
        var builder = new ProcessBuilder(command)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(output.toFile())
                .redirectError(errors.toFile());
        builder.environment().keySet().removeAll(UNWANTED);
        var began = System.nanoTime();
        var process = builder.start();
        try (var atExit = AtExit.run("stop " + command.getFirst(), process::destroyForcibly)) {
            var peak = 0L;
            var inTime = false;
            while (!inTime && System.nanoTime() - began < limit.toNanos()) {
                inTime = process.waitFor(Math.min(every.toNanos(), limit.toNanos()), TimeUnit.NANOSECONDS);
                peak = look ? Math.max(peak, AnonymousMemory.bytesOf(process.pid())) : 0;
            }
            var took = Duration.ofNanos(System.nanoTime() - began);
            return new Ended(inTime, inTime ? process.exitValue() : -1, took, peak, lastWords(errors));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while " + command.getFirst() + " ran", e);
        } finally {
            end(process);
            Files.deleteIfExists(errors);
        }
    }

    private static void end(Process process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        process.onExit().join();
    }

    private static String lastWords(Path errors) throws IOException {
        var said = new String(Files.readAllBytes(errors), StandardCharsets.UTF_8)
                .lines()
                .filter(line -> !line.startsWith("\tat ") && !line.startsWith("WARNING: "))
                .collect(Collectors.joining("; "));
        return said.substring(Math.max(0, said.length() - LAST_WORDS));
    }
}
