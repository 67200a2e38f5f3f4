package io.modelferry.cli.verb;

import static io.modelferry.cli.verb.Fields.percent;
import static io.modelferry.cli.verb.Fields.text;

import io.modelferry.cli.text.Printable;
import io.modelferry.cli.text.Table;
import io.modelferry.cli.text.Units;
import java.util.Locale;
import java.util.StringJoiner;
import java.util.function.LongFunction;
import tools.jackson.databind.JsonNode;

/** The difference of two versions on a page: what breaks callers first, then what changed; what did not is left out. */
final class DiffSheet {

    private DiffSheet() {}

    static String of(JsonNode diff) {
        var lines = new StringJoiner("\n");
        lines.add(name(diff.path("from")) + " → " + name(diff.path("to")));
        var breaking = breaking(diff);
        lines.add(breaking.isEmpty() ? "a drop-in replacement: callers need not change" : breaking);
        lines.add("");
        lines.add(ports(diff).toString());
        lines.add("");
        lines.add(amounts(diff).toString());
        labels(diff.path("structure").path("labels"), lines);
        classes(diff.path("acceptance"), lines);
        lines.add("");
        lines.add(variants(diff).toString());
        accuracy(diff.path("accuracy"), lines);
        return lines.toString();
    }

    /** A line each; empty for a drop-in replacement. */
    static String breaking(JsonNode diff) {
        var lines = new StringJoiner("\n");
        diff.path("breaking")
                .forEach(line -> lines.add("callers must change with it: " + Printable.of(line.asString())));
        return lines.toString();
    }

    private static Table ports(JsonNode diff) {
        var table = new Table("", "NAME", "BEFORE", "NOW", "CHANGE");
        diff.path("inputs").forEach(port -> port(table, "input", port));
        diff.path("outputs").forEach(port -> port(table, "output", port));
        return table;
    }

    private static void port(Table table, String side, JsonNode port) {
        var before = port.path("before");
        var after = port.path("after");
        table.row(
                side,
                text(after.isObject() ? after : before, "name"),
                spec(before),
                spec(after),
                text(port, "breaks").isEmpty() ? text(port, "kind").toLowerCase(Locale.ROOT) : "breaks callers");
    }

    private static String spec(JsonNode port) {
        return port.isObject()
                ? text(port, "name") + " " + text(port, "dtype") + " "
                        + port.path("shape")
                                .valueStream()
                                .map(JsonNode::asString)
                                .toList()
                : "-";
    }

    private static Table amounts(JsonNode diff) {
        var table = new Table("OF THE FILE", "BEFORE", "NOW");
        row(table, "bytes", diff.path("lengthBytes"), Units::bytes);
        diff.path("weights").forEach(one -> row(table, "weights " + text(one, "name"), one, Units::bytes));
        var structure = diff.path("structure");
        if (!structure.isObject()) {
            row(table, "opset", diff.path("opset"), Long::toString);
            return table;
        }
        row(table, "parameters", structure.path("parameters"), Long::toString);
        row(table, "IR version", structure.path("irVersion"), Long::toString);
        structure.path("domains").forEach(one -> row(table, "opset " + text(one, "name"), one, Long::toString));
        structure.path("operators").forEach(one -> row(table, "operator " + text(one, "name"), one, Long::toString));
        return table;
    }

    private static void row(Table table, String name, JsonNode amount, LongFunction<String> words) {
        table.row(name, said(amount.path("before"), words), said(amount.path("after"), words));
    }

    private static String said(JsonNode number, LongFunction<String> words) {
        return number.isNumber() ? words.apply(number.asLong()) : "-";
    }

    private static void labels(JsonNode labels, StringJoiner lines) {
        if (labels.path("before").isEmpty() || labels.path("after").isEmpty()) {
            lines.add("labels: one of the models does not say them");
            return;
        }
        labels.path("added").forEach(label -> lines.add("label new: " + Printable.of(label.asString())));
        labels.path("removed").forEach(label -> lines.add("label gone: " + Printable.of(label.asString())));
        labels.path("moved")
                .forEach(moved -> lines.add("label moved: %s %s → %s"
                        .formatted(Printable.of(text(moved, "label")), text(moved, "before"), text(moved, "after"))));
    }

    private static void classes(JsonNode acceptance, StringJoiner lines) {
        acceptance.path("onlyBefore").forEach(one -> lines.add("no case of class " + one.asString() + " any more"));
        acceptance.path("onlyAfter").forEach(one -> lines.add("cases of class " + one.asString() + " are new"));
    }

    private static Table variants(JsonNode diff) {
        var table = new Table("VARIANT", "BEFORE", "BYTES", "ACCURACY", "NOW", "BYTES", "ACCURACY");
        diff.path("variants").forEach(variant -> {
            var before = variant.path("before");
            var after = variant.path("after");
            table.row(
                    text(variant, "variant"),
                    text(before, "status"),
                    Fields.bytes(before, "lengthBytes"),
                    percent(before, "accuracy"),
                    text(after, "status"),
                    Fields.bytes(after, "lengthBytes"),
                    percent(after, "accuracy"));
        });
        return table;
    }

    private static void accuracy(JsonNode accuracy, StringJoiner lines) {
        if (!accuracy.path("sameSet").asBoolean()) {
            lines.add("accuracies are of different acceptance sets, or of none: they do not compare");
        }
    }

    private static String name(JsonNode version) {
        return text(version, "model") + "@" + text(version, "version");
    }
}
