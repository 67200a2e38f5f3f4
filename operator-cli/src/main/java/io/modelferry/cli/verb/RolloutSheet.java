package io.modelferry.cli.verb;

import static io.modelferry.cli.verb.Fields.span;
import static io.modelferry.cli.verb.Fields.text;

import io.modelferry.cli.text.Printable;
import io.modelferry.cli.text.Table;
import java.util.Locale;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** One rollout on a terminal: where it stands and why, its stages, the gates of the current one, its devices and bytes. */
final class RolloutSheet {

    private RolloutSheet() {}

    static String of(JsonNode rollout) {
        return "%s  %s@%s  %s%nwhy: %s%nby:  %s%n%n%s%n%s%ndevices: %s%nbytes:   %s"
                .formatted(
                        text(rollout, "id"),
                        text(rollout, "model"),
                        text(rollout, "version"),
                        text(rollout, "state"),
                        Printable.of(text(rollout, "why")),
                        Printable.of(text(rollout, "createdBy")),
                        stages(rollout),
                        gates(rollout),
                        numbers(rollout.path("counts")),
                        numbers(rollout.path("bytes")));
    }

    private static Table stages(JsonNode rollout) {
        var stages = new Table("STAGE", "SHARE", "STATE", "DEVICES", "OF", "SOAK");
        rollout.path("stages")
                .forEach(s -> stages.row(
                        text(s, "name"),
                        share(s),
                        text(s, "state"),
                        text(s, "devices"),
                        text(s, "size"),
                        span(s, "soak")));
        return stages;
    }

    /** A stage by count or by filter has no share; its name says what it is. */
    private static String share(JsonNode stage) {
        if (stage.path("lab").asBoolean(false)) {
            return "lab";
        }
        return stage.path("percent").isNumber() ? text(stage, "percent") + " %" : "-";
    }

    /** Empty before the first look at the stage. */
    private static String gates(JsonNode rollout) {
        if (rollout.path("gates").isEmpty()) {
            return "";
        }
        var gates = new Table("GATE", "VERDICT", "WHY");
        rollout.path("gates")
                .forEach(g -> gates.row(
                        text(g, "gate"),
                        text(g, "verdict").toLowerCase(Locale.ROOT).replace('_', ' '),
                        text(g, "why")));
        return "%n%s%n".formatted(gates);
    }

    /** {@code confirmed 3, failed 1}: whatever the server counts, zeros left out. */
    private static String numbers(JsonNode counts) {
        var words = counts.properties().stream()
                .filter(entry -> entry.getValue().asLong(0) != 0)
                .map(entry -> entry.getKey() + " " + entry.getValue().asLong(0))
                .collect(Collectors.joining(", "));
        return words.isEmpty() ? "none" : words;
    }
}
