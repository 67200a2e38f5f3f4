package io.modelferry.cli.verb;

import static io.modelferry.cli.verb.Fields.text;

import java.util.Locale;
import java.util.StringJoiner;
import tools.jackson.databind.JsonNode;

/** What was said about where a version came from, and its relatives, the nearest first. */
final class LineageSheet {

    private LineageSheet() {}

    static String of(JsonNode lineage) {
        var lines = new StringJoiner("\n");
        var said = lineage.path("said");
        lines.add(name(lineage.path("version")));
        lines.add("  run      " + text(said, "run"));
        lines.add("  data     " + text(said, "data"));
        lines.add("  commit   " + text(said, "commit"));
        lines.add("  parent   " + name(said.path("parent")));
        lines.add("  teacher  " + name(said.path("teacher")));
        lineage.path("ancestors").forEach(one -> lines.add(line("came from", one)));
        lineage.path("descendants").forEach(one -> lines.add(line("became", one)));
        return lines.toString();
    }

    private static String line(String word, JsonNode relative) {
        return "%s%-10s %s (%s, through %s)"
                .formatted(
                        "  ".repeat(relative.path("steps").asInt()),
                        word,
                        name(relative.path("version")),
                        text(relative, "relation").toLowerCase(Locale.ROOT),
                        name(relative.path("through")));
    }

    private static String name(JsonNode version) {
        return version.isObject() ? text(version, "model") + "@" + text(version, "version") : "-";
    }
}
