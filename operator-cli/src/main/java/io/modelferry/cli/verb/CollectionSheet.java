package io.modelferry.cli.verb;

import static io.modelferry.cli.verb.Fields.bytes;
import static io.modelferry.cli.verb.Fields.digest;
import static io.modelferry.cli.verb.Fields.text;

import io.modelferry.cli.text.Table;
import io.modelferry.cli.text.Units;
import tools.jackson.databind.JsonNode;

/** What a collection of garbage took or would take, and why the rest stays. */
final class CollectionSheet {

    private CollectionSheet() {}

    static String of(JsonNode report, boolean dryRun) {
        var table = new Table("DIGEST", "BYTES", dryRun ? "WOULD GO" : "GONE", "WHY");
        report.path("gone").forEach(line -> row(table, line, "yes"));
        report.path("kept").forEach(line -> row(table, line, "no"));
        return table + "\n" + Units.bytes(report.path("bytesWon").asLong()) + (dryRun ? " would be won" : " won");
    }

    private static void row(Table table, JsonNode line, String gone) {
        table.row(digest(line, "digest"), bytes(line, "lengthBytes"), gone, text(line, "why"));
    }
}
