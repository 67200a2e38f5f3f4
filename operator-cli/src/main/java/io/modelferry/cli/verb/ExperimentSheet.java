package io.modelferry.cli.verb;

import static io.modelferry.cli.verb.Fields.text;

import io.modelferry.cli.text.Printable;
import io.modelferry.cli.text.Table;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** An experiment with its newest numbers, as tables. */
final class ExperimentSheet {

    private ExperimentSheet() {}

    static String of(JsonNode whole) {
        var experiment = whole.path("experiment");
        var head = "%s  %s  %s  %s%nwhy: %s"
                .formatted(
                        text(experiment, "id"),
                        text(experiment, "model"),
                        text(experiment, "state"),
                        words(text(experiment, "standing")),
                        Printable.of(text(experiment, "why")));
        return Stream.of(arms(whole.path("look")), contrasts(whole.path("look")), drifts(whole.path("look")))
                .filter(table -> !table.isEmpty())
                .map(Table::toString)
                .collect(Collectors.joining("%n%n".formatted(), head + "%n%n".formatted(), ""))
                .stripTrailing();
    }

    private static Table arms(JsonNode look) {
        var arms = new Table(
                "ARM",
                "VERSION",
                "DEVICES",
                "UNITS",
                "INFERENCES",
                "ACCURACY",
                "ERRORS",
                "P95",
                "ACCEPTANCE",
                "SHADOW");
        look.path("arms")
                .forEach(arm -> arms.row(
                        text(arm, "name"),
                        text(arm, "version"),
                        text(arm, "drawn"),
                        text(arm, "units"),
                        text(arm, "inferences"),
                        Fields.percent(arm, "accuracy"),
                        Fields.percent(arm, "errorRate"),
                        Fields.micros(arm, "latencyP95Micros"),
                        Fields.percent(arm, "acceptanceAccuracy"),
                        Fields.percent(arm, "shadowAgreement")));
        return arms;
    }

    private static Table contrasts(JsonNode look) {
        var contrasts = new Table("ARM", "METRIC", "EFFECT", "FROM", "TO", "");
        look.path("contrasts")
                .forEach(contrast -> contrasts.row(
                        text(contrast, "arm"),
                        words(text(contrast.path("aim"), "metric"))
                                + (contrast.path("primary").asBoolean(false) ? " (primary)" : ""),
                        signed(contrast, "effect"),
                        signed(contrast, "lower"),
                        signed(contrast, "upper"),
                        words(text(contrast, "outcome")) + missing(contrast)));
        return contrasts;
    }

    private static Table drifts(JsonNode look) {
        var drifts = new Table("ARM", "DRIFT", "LIMIT", "JENSEN-SHANNON", "MOVED");
        look.path("drifts")
                .forEach(drift -> drifts.row(
                        text(drift, "arm"),
                        index(drift, "psi"),
                        index(drift, "limit"),
                        index(drift, "jensenShannon"),
                        moved(drift)));
        return drifts;
    }

    private static String missing(JsonNode contrast) {
        return contrast.path("missing").isString() ? ": " + Printable.of(text(contrast, "missing")) : "";
    }

    private static String moved(JsonNode drift) {
        if (drift.path("missing").isString()) {
            return Printable.of(text(drift, "missing"));
        }
        return drift.path("cause").isString() ? words(text(drift, "cause")) : "";
    }

    private static String index(JsonNode node, String field) {
        var value = node.path(field);
        return value.isNumber() ? String.format(Locale.ROOT, "%.3f", value.asDouble()) : "-";
    }

    /** In points, in per cent of control for a latency, or as an index for drift. */
    private static String signed(JsonNode contrast, String field) {
        var value = contrast.path(field);
        if (text(contrast.path("aim"), "metric").equals("DRIFT")) {
            return index(contrast, field);
        }
        var unit = text(contrast.path("aim"), "metric").equals("LATENCY_P95") ? "%" : "pt";
        return value.isNumber() ? String.format(Locale.ROOT, "%+.1f %s", 100 * value.asDouble(), unit) : "-";
    }

    /** {@code ready to ship} for {@code READY_TO_SHIP}. */
    static String words(String constant) {
        return constant.toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
