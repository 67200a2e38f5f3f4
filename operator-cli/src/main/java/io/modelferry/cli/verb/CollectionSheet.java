package io.modelferry.cli.verb;

import static io.modelferry.cli.verb.Fields.bytes;
import static io.modelferry.cli.verb.Fields.digest;
import static io.modelferry.cli.verb.Fields.text;

import io.modelferry.cli.text.Table;
import io.modelferry.cli.text.Units;
import tools.jackson.databind.JsonNode;

/** What a collection of garbage took or would take, what waits, and why the rest stays. */
final class CollectionSheet {

    private CollectionSheet() {}

    static String of(JsonNode report, boolean dryRun) {
        var table = new Table("DIGEST", "BYTES", "FATE", "WHY");
        rows(table, report.path("gone"), dryRun ? "would go" : "gone");
        rows(table, report.path("waiting"), "waits");
        rows(table, report.path("kept"), "stays");
        return "%s%n%s %s, %s wait, %s stay"
                .formatted(
                        table,
                        sum(report, "bytesWon"),
                        dryRun ? "would be won" : "won",
                        sum(report, "bytesWaiting"),
                        sum(report, "bytesKept"));
    }

    private static void rows(Table table, JsonNode lines, String fate) {
        lines.forEach(line -> table.row(digest(line, "digest"), bytes(line, "lengthBytes"), fate, text(line, "why")));
    }

    private static String sum(JsonNode report, String field) {
        return Units.bytes(report.path(field).asLong());
    }
}
