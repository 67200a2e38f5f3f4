package io.modelferry.cli.verb;

import static io.modelferry.cli.verb.Fields.bytes;
import static io.modelferry.cli.verb.Fields.digest;
import static io.modelferry.cli.verb.Fields.micros;
import static io.modelferry.cli.verb.Fields.percent;
import static io.modelferry.cli.verb.Fields.text;

import io.modelferry.cli.text.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/** What hangs on a version: variants, and the deltas that lead to it. */
public final class VersionTables {

    private VersionTables() {}

    /** @param page as the server answers it: variants, and which class of devices gets which */
    public static Table variants(JsonNode page) {
        var table = new Table(
                "VARIANT",
                "STATUS",
                "BYTES",
                "ACCURACY",
                "DROP",
                "P50",
                "P95",
                "MEMORY",
                "MEASURED",
                "GIVEN TO",
                "DIGEST",
                "REASON");
        for (var v : page.path("items")) {
            var figures = figures(page, text(v, "variant"));
            var first = figures.getFirst();
            table.row(
                    text(v, "variant"),
                    text(v, "status"),
                    bytes(v, "lengthBytes"),
                    percent(v, "accuracy"),
                    percent(v, "accuracyDrop"),
                    micros(first, "latencyP50Micros"),
                    micros(first, "latencyP95Micros"),
                    bytes(first, "memoryBytes"),
                    measured(first),
                    classes(page, text(v, "variant")),
                    digest(v, "digest"),
                    text(v, "reason"));
            figures.stream()
                    .skip(1)
                    .forEach(more -> table.row(
                            "",
                            "",
                            "",
                            "",
                            "",
                            micros(more, "latencyP50Micros"),
                            micros(more, "latencyP95Micros"),
                            bytes(more, "memoryBytes"),
                            measured(more),
                            "",
                            "",
                            ""));
        }
        return table;
    }

    /** The variants, how far each is from the published file, and what was found out about a student and its teacher. */
    static String page(JsonNode page) {
        var parts = new ArrayList<>(List.of(variants(page).toString()));
        var compared = page.path("items")
                .valueStream()
                .filter(v -> v.path("outputCosine").isNumber()
                        || v.path("worstClassDrop").asDouble(0) != 0)
                .toList();
        if (!compared.isEmpty()) {
            parts.add(comparison(compared).toString());
        }
        var teacher = page.path("teacher");
        if (teacher.isObject()) {
            parts.add(teacher(teacher));
        }
        return String.join("\n\n", parts);
    }

    private static Table comparison(List<JsonNode> variants) {
        var table = new Table("BESIDE THE PUBLISHED FILE", "SAME ANSWERS", "WORST CLASS LOSES", "MEAN COSINE");
        variants.forEach(
                v -> table.row(text(v, "variant"), percent(v, "agreement"), percent(v, "worstClassDrop"), cosine(v)));
        return table;
    }

    private static String cosine(JsonNode variant) {
        var cosine = variant.path("outputCosine");
        return cosine.isNumber() ? String.format(Locale.ROOT, "%.5f", cosine.asDouble()) : "-";
    }

    private static String teacher(JsonNode study) {
        var name = text(study.path("teacher"), "model") + "@" + text(study.path("teacher"), "version");
        if (study.path("agreement").isNumber()) {
            return "agrees with its teacher %s on %s of the cases; accuracy %s, the teacher's %s"
                    .formatted(
                            name,
                            percent(study, "agreement"),
                            percent(study, "studentAccuracy"),
                            percent(study, "teacherAccuracy"));
        }
        return text(study, "reason").isEmpty()
                ? "agreement with its teacher " + name + " is not measured yet"
                : "agreement with its teacher " + name + " was not measured: " + text(study, "reason");
    }

    /** Of a variant that is still being made there are none: then one that says nothing. */
    private static List<JsonNode> figures(JsonNode page, String variant) {
        var figures = page.path("figures")
                .valueStream()
                .filter(figure -> text(figure, "variant").equals(variant))
                .toList();
        return figures.isEmpty() ? List.of(MissingNode.getInstance()) : figures;
    }

    private static String measured(JsonNode figure) {
        if (figure.isMissingNode()) {
            return "-";
        }
        var devices = figure.path("devices").asInt(0);
        return devices == 0
                ? "measured here"
                : "field, %d devices (%s)".formatted(devices, text(figure, "deviceClass"));
    }

    /** Each class of devices, what it gets, and why nothing else. */
    public static Table classes(JsonNode page) {
        var table = new Table("CLASS", "GETS", "WHY");
        page.path("classes").forEach(choice -> {
            var first = true;
            for (var reason : choice.path("reasons")) {
                table.row(first ? name(choice) : "", first ? text(choice, "variant") : "", reason.asString());
                first = false;
            }
        });
        return table;
    }

    private static String classes(JsonNode page, String variant) {
        var names = page.path("classes")
                .valueStream()
                .filter(choice -> text(choice, "variant").equals(variant))
                .map(VersionTables::name)
                .toList();
        return names.isEmpty() ? "-" : String.join(", ", names);
    }

    /** Every class that the settings do not know is one without a name. */
    private static String name(JsonNode choice) {
        var name = choice.path("deviceClass").asString("");
        return name.isEmpty() ? "any other" : name;
    }

    public static Table deltas(Iterable<JsonNode> deltas) {
        var table = new Table("FROM", "TO", "DELTA BYTES", "FULL BYTES", "SHARE", "DIGEST");
        deltas.forEach(d -> table.row(
                digest(d, "base"),
                digest(d, "target"),
                bytes(d, "lengthBytes"),
                bytes(d, "targetBytes"),
                share(d.path("lengthBytes").asLong(0), d.path("targetBytes").asLong(0)),
                digest(d, "delta")));
        return table;
    }

    private static String share(long part, long whole) {
        return whole == 0 ? "-" : String.format(Locale.ROOT, "%.1f %%", 100.0 * part / whole);
    }
}
