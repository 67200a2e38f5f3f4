package io.modelferry.cli.packaging;

import io.modelferry.cli.text.Table;
import io.modelferry.cli.text.Units;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/**
 * What was made.
 *
 * @param bytes of each part of the folder
 * @param took of each step
 * @param trained whether the AOT cache is in it
 */
public record PackageReport(
        Path folder,
        String platform,
        String release,
        Map<String, Long> bytes,
        Map<String, Duration> took,
        boolean trained) {

    static final String[] PARTS = {"runtime", "lib", "native", "cache"};

    static Map<String, Long> weigh(Path folder) throws IOException {
        var bytes = new LinkedHashMap<String, Long>();
        for (var part : PARTS) {
            bytes.put(part, below(folder.resolve(part)));
        }
        return bytes;
    }

    private static long below(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return 0;
        }
        try (var files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        }
    }

    public long totalBytes() {
        return bytes.values().stream().mapToLong(Long::longValue).sum();
    }

    public Duration totalTime() {
        return took.values().stream().reduce(Duration.ZERO, Duration::plus);
    }

    String text() {
        var table = new Table("PART", "SIZE");
        bytes.forEach((part, length) -> table.row(part, Units.bytes(length)));
        table.row("all", Units.bytes(totalBytes()));
        var steps = new Table("STEP", "TOOK");
        took.forEach((step, span) -> steps.row(step, Units.span(span)));
        steps.row("all", Units.span(totalTime()));
        return "%s%n%nagent for %s on Java %s%s%n%n%s%n%n%s"
                .formatted(
                        folder,
                        platform,
                        release,
                        trained ? "" : "; the device trains the AOT cache at its first start",
                        table,
                        steps);
    }

    String json() {
        var seconds = new LinkedHashMap<String, Double>();
        took.forEach((step, span) -> seconds.put(step, span.toNanos() / 1e9));
        var fields = new LinkedHashMap<String, Object>();
        fields.put("folder", folder.toString());
        fields.put("platform", platform);
        fields.put("javaRelease", release);
        fields.put("trained", trained);
        fields.put("bytes", bytes);
        fields.put("totalBytes", totalBytes());
        fields.put("seconds", seconds);
        fields.put("totalSeconds", totalTime().toNanos() / 1e9);
        return JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(fields);
    }
}
