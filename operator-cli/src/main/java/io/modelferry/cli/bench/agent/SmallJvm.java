package io.modelferry.cli.bench.agent;

import io.modelferry.cli.bench.WorkFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs one of the agent's own small programs on the package's runtime, with the package's libraries. */
final class SmallJvm {

    /** Of the agent; they are its own, so they are named and not linked. */
    static final String SESSION_GROWTH = "io.modelferry.agent.inference.SessionGrowth";

    static final String PATCH_TIMES = "io.modelferry.agent.slots.PatchTimes";

    static final String REFRESH_TIMES = "io.modelferry.agent.tuf.RefreshTimes";

    private static final long PATIENCE_SECONDS = 120;

    private SmallJvm() {}

    /**
     * @param heap as {@code -Xmx} takes it
     * @return the number that it printed
     */
    static long number(Path agentPackage, WorkFolder work, String heap, String main, Object... arguments)
            throws IOException {
        var command = new ArrayList<>(List.of(
                agentPackage.resolve("runtime/bin/java").toString(),
                "-XX:+UseSerialGC",
                "-Xmx" + heap,
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-Donnxruntime.native.path=" + agentPackage.resolve("native"),
                "-DZstdNativePath=" + zstd(agentPackage),
                "-cp",
                agentPackage.resolve("lib/agent.jar").toString(),
                main));
        for (var argument : arguments) {
            command.add(argument.toString());
        }
        var out = work.file("small-jvm.out");
        var errors = work.file("small-jvm.err");
        var builder = new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(errors.toFile());
        builder.environment()
                .putAll(Map.of(
                        "MALLOC_ARENA_MAX", "2",
                        "MALLOC_MMAP_THRESHOLD_", "131072",
                        "MALLOC_TRIM_THRESHOLD_", "131072")); // as the launcher does
        var process = builder.start();
        try {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IOException(main + " failed: " + Files.readString(errors));
            }
            return Long.parseLong(Files.readString(out).strip());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } finally {
            process.destroyForcibly();
        }
    }

    private static Path zstd(Path agentPackage) throws IOException {
        try (var found = Files.newDirectoryStream(agentPackage.resolve("native"), "libzstd*")) {
            for (var library : found) {
                return library;
            }
        }
        throw new IOException(agentPackage + " is no package of the agent: it has no zstd");
    }
}
