package io.modelferry.cli.verb;

import static io.modelferry.cli.verb.Fields.text;

import io.modelferry.cli.server.ControlPlaneClient;
import io.modelferry.cli.text.Printable;
import io.modelferry.cli.text.Shell;
import io.modelferry.protocol.Spoken;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** Says what each optimisation run begins to do, a line each, and of a long step now and then how far it is. */
final class RunLines {

    private static final Duration AGAIN = Duration.ofSeconds(10);

    private final PrintWriter out;
    private final InstantSource clock;
    private final Map<String, Said> said = new HashMap<>();

    /** @param step without how far it was */
    private record Said(String step, String words, Instant at) {}

    RunLines(Shell shell) {
        this.out = shell.err();
        this.clock = shell.clock();
    }

    /** Says each step until every run of the version has ended. @return the page of its variants then */
    static JsonNode follow(ControlPlaneClient server, VersionId id, Shell shell) {
        var lines = new RunLines(shell);
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
        page.path("runs").forEach(run -> say(text(run, "variant"), doing(run), doing(run) + far(run)));
        page.path("items").forEach(variant -> {
            if (said.containsKey(text(variant, "variant"))
                    && !text(variant, "status").equals("RUNNING")) {
                say(text(variant, "variant"), ended(variant), ended(variant));
            }
        });
    }

    private void say(String variant, String step, String words) {
        var now = clock.instant();
        var last = said.get(variant);
        if (last != null
                && last.step().equals(step)
                && (last.words().equals(words) || now.isBefore(last.at().plus(AGAIN)))) {
            return;
        }
        said.put(variant, new Said(step, words, now));
        out.println("  %-14s %s".formatted(Printable.of(variant), Printable.of(words)));
        out.flush();
    }

    private static String far(JsonNode run) {
        var total = run.path("total").asInt(0);
        if (total == 0 || run.path("step").asString("").isEmpty()) {
            return "";
        }
        var left = run.path("secondsLeft");
        return " %d of %d".formatted(run.path("done").asInt(0), total)
                + (left.isNumber()
                        ? ", about %s left".formatted(Spoken.roughly(Duration.ofSeconds(left.asLong())))
                        : "");
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
