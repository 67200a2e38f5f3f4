package io.modelferry.cli.verb;

import static io.modelferry.cli.verb.Fields.text;

import io.modelferry.cli.server.ControlPlaneClient;
import io.modelferry.cli.text.Printable;
import java.io.PrintWriter;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** Says once what each optimisation run begins to do, a line each. */
final class RunLines {

    private final PrintWriter out;
    private final Map<String, String> said = new HashMap<>();

    RunLines(PrintWriter out) {
        this.out = out;
    }

    /** Says each step until every run of the version has ended. @return the page of its variants then */
    static JsonNode follow(ControlPlaneClient server, VersionId id, PrintWriter out) {
        var lines = new RunLines(out);
        var page = server.get(id.path() + "/variants");
        lines.show(page);
        while (!page.path("settled").asBoolean(true)) {
            server.watch(id.path() + "/variants/events", event -> {
                var now = ControlPlaneClient.parse(event.data());
                lines.show(now);
                return !now.path("settled").asBoolean(true);
            });
            page = server.get(id.path() + "/variants");
        }
        return page;
    }

    /** @param page of variants, with the runs that have not ended */
    void show(JsonNode page) {
        page.path("runs").forEach(run -> say(text(run, "variant"), doing(run)));
        page.path("items").forEach(variant -> {
            if (said.containsKey(text(variant, "variant"))
                    && !text(variant, "status").equals("RUNNING")) {
                say(text(variant, "variant"), ended(variant));
            }
        });
    }

    private void say(String variant, String words) {
        if (!words.equals(said.put(variant, words))) {
            out.println("  %-14s %s".formatted(Printable.of(variant), Printable.of(words)));
            out.flush();
        }
    }

    private static String doing(JsonNode run) {
        var step = run.path("step").asString("");
        var state = text(run, "state").toLowerCase(Locale.ROOT);
        return step.isEmpty() ? state : step;
    }

    private static String ended(JsonNode variant) {
        var words = text(variant, "status").toLowerCase(Locale.ROOT).replace('_', ' ');
        var reason = variant.path("reason").asString("");
        return reason.isEmpty() ? words : words + ": " + reason;
    }
}
