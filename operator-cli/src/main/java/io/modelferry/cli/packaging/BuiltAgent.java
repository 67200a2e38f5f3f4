package io.modelferry.cli.packaging;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The agent as Maven left it.
 *
 * @param jars its own first, then its libraries by name
 */
record BuiltAgent(List<Path> jars) {

    private static final String NAME = "device-agent-";

    BuiltAgent {
        jars = List.copyOf(jars);
    }

    /** @throws IOException in words, if it is not built */
    static BuiltAgent in(Path home) throws IOException {
        var target = home.resolve("device-agent").resolve("target");
        var jars = new ArrayList<Path>();
        jars.addAll(listed(target, NAME + "*.jar").stream()
                .filter(jar -> !jar.toString().matches(".*-(tests|sources|javadoc)\\.jar"))
                .toList());
        jars.addAll(listed(target.resolve("lib"), "*.jar"));
        if (jars.isEmpty() || !jars.getFirst().getFileName().toString().startsWith(NAME)) {
            throw new IOException("the agent is not built in " + target + ": run ferry build");
        }
        return new BuiltAgent(jars);
    }

    private static List<Path> listed(Path folder, String glob) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (var found = Files.newDirectoryStream(folder, glob)) {
            var jars = new ArrayList<Path>();
            found.forEach(jars::add);
            jars.sort(null);
            return jars;
        }
    }

    String version() {
        var name = jars.getFirst().getFileName().toString();
        return name.substring(NAME.length(), name.length() - ".jar".length());
    }
}
