package io.modelferry.programs;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/** A program that the operating system may or may not have. */
public enum SystemProgram {
    CHROMIUM("chromium", "chromium-browser", "google-chrome"),
    MOSQUITTO("mosquitto"),
    MOSQUITTO_SUB("mosquitto_sub"),
    DOCKER_COMPOSE("docker-compose"),
    INITDB("initdb"),
    POSTGRES("postgres");

    private static final Path DEBIAN_POSTGRESQL = Path.of("/usr/lib/postgresql");

    private final String[] names;

    SystemProgram(String... names) {
        this.names = names;
    }

    /** Where it is; otherwise the test is skipped in words, or fails where everything is required. */
    public Path require() {
        return find().orElseGet(() -> {
            var line = "needs the system's " + names[0] + ": apt-get install it to run this test";
            if ("all".equals(System.getenv("MODELFERRY_REQUIRE"))) {
                return fail(line);
            }
            System.err.println("SKIPPED " + line);
            return abort(line);
        });
    }

    private Optional<Path> find() {
        return Stream.concat(onThePath(), inDebiansPostgresql()).findFirst();
    }

    private Stream<Path> onThePath() {
        var folders = System.getenv().getOrDefault("PATH", "").split(":");
        return Arrays.stream(names)
                .flatMap(name -> Stream.concat(Arrays.stream(folders), Stream.of("/usr/sbin"))
                        .map(folder -> Path.of(folder, name)))
                .filter(Files::isExecutable);
    }

    private Stream<Path> inDebiansPostgresql() {
        if (this != INITDB && this != POSTGRES || !Files.isDirectory(DEBIAN_POSTGRESQL)) {
            return Stream.empty();
        }
        try (var versions = Files.list(DEBIAN_POSTGRESQL)) {
            return versions
                    .sorted(Comparator.reverseOrder())
                    .map(version -> version.resolve("bin").resolve(names[0]))
                    .filter(Files::isExecutable)
                    .toList()
                    .stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
