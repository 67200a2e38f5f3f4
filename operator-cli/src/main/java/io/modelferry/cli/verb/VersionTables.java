package io.modelferry.cli.verb;

import static io.modelferry.cli.verb.Fields.bytes;
import static io.modelferry.cli.verb.Fields.digest;
import static io.modelferry.cli.verb.Fields.micros;
import static io.modelferry.cli.verb.Fields.percent;
import static io.modelferry.cli.verb.Fields.text;

import io.modelferry.cli.text.Table;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/** What hangs on a version: variants, and the deltas that lead to it. */
public final class VersionTables {

    private VersionTables() {}

    public static Table variants(Iterable<JsonNode> variants) {
        var table = new Table("VARIANT", "STATUS", "BYTES", "ACCURACY", "DROP", "P50", "P95", "DIGEST", "REASON");
        variants.forEach(v -> table.row(
                text(v, "variant"),
                text(v, "status"),
                bytes(v, "lengthBytes"),
                percent(v, "accuracy"),
                percent(v, "accuracyDrop"),
                micros(v, "latencyP50Micros"),
                micros(v, "latencyP95Micros"),
                digest(v, "digest"),
                text(v, "reason")));
        return table;
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
