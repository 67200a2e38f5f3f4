package io.modelferry.cli.packaging;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * A JDK, by its file {@code release}.
 *
 * @param version for example {@code 25.0.3}
 * @param jmods its modules for linking; null if it links from its own run-time image
 * @see <a href="https://openjdk.org/jeps/493">JEP 493</a>
 */
record TargetJdk(
        Path home,
        String version,
        Platform platform,
        @Nullable Path jmods) {

    /** The one that runs us. */
    static TargetJdk running() throws IOException {
        return at(Path.of(System.getProperty("java.home")));
    }

    /** @throws IOException in words, if there is no JDK there or none that devices have */
    static TargetJdk at(Path home) throws IOException {
        var file = home.resolve("release");
        if (!Files.isRegularFile(file)) {
            throw new IOException(home + " is no JDK: it has no file named release");
        }
        var release = new Properties();
        try (var in = Files.newBufferedReader(file)) {
            release.load(in);
        }
        var platform = Platform.of(value(release, "OS_NAME"), value(release, "OS_ARCH"), value(release, "LIBC"));
        var jmods = home.resolve("jmods");
        return new TargetJdk(home, value(release, "JAVA_VERSION"), platform, Files.isDirectory(jmods) ? jmods : null);
    }

    private static String value(Properties release, String name) {
        return release.getProperty(name, "unknown").replace("\"", "");
    }

    /** @throws IOException in words, if {@code linker} cannot make a runtime of these modules */
    TargetJdk requireLinkableBy(TargetJdk linker) throws IOException {
        if (!version.equals(linker.version)) {
            throw new IOException(("%s is JDK %s, and ferry runs on %s: jlink takes modules of its own release only."
                            + " Get %s for %s, or run ferry on %s")
                    .formatted(home, version, linker.version, linker.version, platform.name(), version));
        }
        if (jmods == null) {
            throw new IOException(
                    ("%s has no folder jmods: such a JDK can be linked on its own platform only (JEP 493)."
                                    + " Get one with jmods (Temurin offers them as a download of their own)")
                            .formatted(home));
        }
        return this;
    }

    boolean runsHere(TargetJdk own) {
        return platform.equals(own.platform);
    }
}
