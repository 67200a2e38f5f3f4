package io.modelferry.cli.packaging;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.spi.ToolProvider;

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
    }
}
