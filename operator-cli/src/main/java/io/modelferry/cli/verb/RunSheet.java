package io.modelferry.cli.verb;

import static io.modelferry.cli.verb.Fields.ago;
import static io.modelferry.cli.verb.Fields.digest;
import static io.modelferry.cli.verb.Fields.text;

import io.modelferry.cli.text.Table;
import io.modelferry.cli.text.Units;
import java.time.InstantSource;
import tools.jackson.databind.JsonNode;

/** Optimisation runs: many in a table, one with what it came to. */
final class RunSheet {

    private RunSheet() {}

    static Table table(JsonNode page, InstantSource clock) {
        var table = new Table("RUN", "VARIANT", "STATE", "BY", "QUEUED", "WHY");
        page.path("items")
                .forEach(run -> table.row(
                        text(run, "id"),
                        text(run, "variant"),
                        text(run, "state"),
                        text(run, "requestedBy"),
                        ago(run, "queuedAt", clock),
                        text(run, "reason")));
        return table;
    }

    static String of(JsonNode run, InstantSource clock) {
        var words = new StringBuilder()
                .append("run %s  %s@%s %s%n"
                        .formatted(text(run, "id"), text(run, "model"), text(run, "version"), text(run, "variant")))
                .append("  state        %s%n".formatted(state(run)))
                .append("  queued       %s by %s%n".formatted(ago(run, "queuedAt", clock), text(run, "requestedBy")));
        if (text(run, "variant").contains("-static")) {
            words.append("  calibration  %s%n".formatted(calibration(run)));
        }
        run.path("excludeOperators")
                .forEach(operator -> words.append("  excluded     every %s%n".formatted(operator.asString())));
        run.path("exclude").forEach(node -> words.append("  excluded     %s%n".formatted(node.asString())));
        var result = run.path("result");
        if (!result.isObject()) {
            return words.toString().stripTrailing();
        }
        words.append("  recipe       %s  %s%n".formatted(digest(result, "recipeDigest"), measured(result)))
                .append("  layers       %s in the new form%n".formatted(text(result, "layers")));
        result.path("trials").forEach(trial -> words.append("  trial        %s%n".formatted(trial(trial))));
        return words + "\n" + inFloat(result);
    }

    private static String state(JsonNode run) {
        var reason = run.path("reason").asString("");
        return text(run, "state") + (reason.isEmpty() ? "" : ": " + reason);
    }

    private static String calibration(JsonNode run) {
        var percentile = run.path("percentile");
        return (run.path("calibration").isString()
                        ? digest(run, "calibration")
                        : "the set that the version was published with")
                + (percentile.isNumber() ? "  codes reach %s %% of the values".formatted(percentile.asString()) : "");
    }

    private static String measured(JsonNode result) {
        var ranges = result.path("recipe").path("technique").path("ranges");
        if (ranges.isObject()) {
            return ranges.size() + " measured ranges";
        }
        return result.path("trials").isEmpty() ? "nothing measured" : "measured which layers stay in float";
    }

    private static String trial(JsonNode trial) {
        return "%s with %s in float, %s"
                .formatted(
                        Units.percent(trial.path("drop").asDouble()),
                        trial.path("inFloat").asInt() == 0
                                ? "no layer"
                                : "the worst " + trial.path("inFloat").asInt(),
                        trial.path("holds").asBoolean() ? "holds" : "too much");
    }

    private static String inFloat(JsonNode result) {
        if (result.path("inFloat").isEmpty()) {
            return "no layer stayed in float";
        }
        var table = new Table("IN FLOAT", "OPERATOR", "BECAUSE");
        result.path("inFloat")
                .forEach(layer -> table.row(text(layer, "node"), text(layer, "operator"), text(layer, "reason")));
        return table.toString();
    }
}
