package io.modelferry.cli.packaging;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;

/** A Java runtime of only the modules that the agent needs, made by jlink. */
final class RuntimeImage {

    /** What jdeps finds in the agent's jars, but for the modules below. A test holds both lists against jdeps. */
    static final List<String> MODULES = List.of(
            "java.base",
            "java.logging", // an optional road of HTTP server and client
            "java.naming", // certificate checks, logback
            "java.net.http",
            "java.xml", // logback's configuration
            "jdk.httpserver",
            "jdk.management",
            "jdk.unsupported"); // sun.misc.Unsafe of libraries

    /** Libraries name them for parts that the agent does not use: beans, SQL dates, stored preferences. */
    static final List<String> LEFT_OUT = List.of("java.desktop", "java.prefs", "java.sql");

    /**
     * All that these modules have. The JDK's own list names more, and what is not there as a module is looked for on the class path:
     * Bouncy Castle's is found there, and its 650 classes are loaded at every start.
     */
    static final List<String> SECURITY_PROVIDERS = List.of("SUN", "SunRsaSign", "SunEC", "SunJSSE", "SunJCE");

    private static final String PROVIDER = "security.provider.";

    private RuntimeImage() {}

    /** @throws IOException with jlink's words */
    static void link(TargetJdk own, TargetJdk target, Path into) throws IOException {
        var jlink = ToolProvider.findFirst("jlink")
                .orElseThrow(() -> new IOException(own.home() + " has no jlink: run ferry on a JDK, not on a JRE"));
        var arguments = new ArrayList<>(List.of(
                "--add-modules",
                String.join(",", MODULES),
                "--strip-debug",
                "--no-header-files",
                "--no-man-pages",
                "--compress",
                "zip-6",
                "--output",
                into.toString()));
        if (!target.equals(own) && target.jmods() != null) {
            arguments.addAll(List.of("--module-path", target.jmods().toString()));
        }
        var said = new StringWriter();
        var out = new PrintWriter(said);
        if (jlink.run(out, out, arguments.toArray(String[]::new)) != 0) {
            out.flush();
            throw new IOException("jlink failed: " + said.toString().strip());
        }
        nameProviders(into.resolve("conf/security/java.security"));
    }

    private static void nameProviders(Path security) throws IOException {
        var lines = Files.readAllLines(security).stream()
                .filter(line -> !line.startsWith(PROVIDER))
                .collect(Collectors.toCollection(ArrayList::new));
        for (var i = 0; i < SECURITY_PROVIDERS.size(); i++) {
            lines.add("%s%d=%s".formatted(PROVIDER, i + 1, SECURITY_PROVIDERS.get(i)));
        }
        Files.write(security, lines);
    }
}
