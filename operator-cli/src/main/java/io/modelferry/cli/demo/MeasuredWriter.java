package io.modelferry.cli.demo;

import io.modelferry.cli.demo.Application.Compiler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The control plane's writer of windows alone, in a process of its own with a database of its own, for the bench. */
public final class MeasuredWriter {

    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private MeasuredWriter() {}

    /**
     * @param data of the bench, which has ended there
     * @return JSON: {@code shares} of each round, 0…1, and {@code stored} rows
     * @throws IOException that names the log if the program did not end well
     */
    public static String measure(Path data, Path home, int rounds) throws IOException {
        var result = data.resolve("writer.json");
        var arguments = List.of(
                "--data",
                data.resolve("writer").toString(),
                "--out",
                result.toString(),
                "--rounds",
                Integer.toString(rounds));
        try (var household = Household.returnTo(data)) {
            var process =
                    household.start("writer", Application.WRITER.command(home, Compiler.FULL, arguments), Map.of());
            if (!process.waitFor(PATIENCE) || process.exitValue() != 0) {
                throw new IOException("the writer could not be measured; its log: " + household.log("writer"));
            }
            return Files.readString(result);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while the writer was measured", e);
        }
    }
}
