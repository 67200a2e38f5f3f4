package io.modelferry.cli.text;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;

/**
 * What surrounds a verb, handed in so that tests can be it.
 *
 * @param workingFolder what relative paths of options mean
 * @param home the project's folder, where built applications lie
 * @param onTerminal whether somebody watches: bars and moving lines only then
 */
public record Shell(
        Map<String, String> environment,
        Path workingFolder,
        Path home,
        boolean onTerminal,
        InstantSource clock,
        PrintWriter out,
        PrintWriter err) {

    public Shell {
        environment = Map.copyOf(environment);
    }

    /** The folder {@code MODELFERRY_DATA} names, else {@code .ferry} here. */
    public Path data() {
        return workingFolder.resolve(environment.getOrDefault("MODELFERRY_DATA", ".ferry"));
    }
}
