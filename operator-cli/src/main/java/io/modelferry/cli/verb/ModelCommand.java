package io.modelferry.cli.verb;

import static io.modelferry.cli.verb.Fields.ago;
import static io.modelferry.cli.verb.Fields.bytes;
import static io.modelferry.cli.verb.Fields.digest;
import static io.modelferry.cli.verb.Fields.text;

import io.modelferry.cli.server.ControlPlaneClient;
import io.modelferry.cli.text.Shell;
import io.modelferry.cli.text.Table;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** What was published. */
@Command(name = "model", description = "Models, their versions, variants and deltas.")
public final class ModelCommand {

    private final Shell shell;

    public ModelCommand(Shell shell) {
        this.shell = shell;
    }

    @Command(name = "ls", description = "Every model.")
    void list(@Mixin Connection connection) {
        try (var server = connection.open(shell)) {
            var models = server.all("/models");
            var table = new Table("MODEL", "VERSIONS", "LATEST", "PUBLISHED");
            models.forEach(m -> table.row(
                    text(m, "name"), text(m, "versions"), text(m, "latest"), ago(m, "publishedAt", shell.clock())));
            connection.show(shell, models, table);
        }
    }

    @Command(name = "show", description = "The versions of a model, or one version.")
    void show(@Mixin Connection connection, @Parameters(paramLabel = "MODEL[@VERSION]") String id) {
        try (var server = connection.open(shell)) {
            if (id.contains("@")) {
                var version = server.get(new VersionId.Reader().convert(id).path());
                connection.show(shell, version, VersionSheet.of(version));
                return;
            }
            var model = server.get("/models/" + ControlPlaneClient.encode(id));
            connection.show(shell, model, ModelFloorCommand.line(model.path("floor")) + "\n" + versions(model));
        }
    }

    @Command(name = "variants", description = "What was made of a version for which hardware, and how it measured.")
    void variants(
            @Mixin Connection connection,
            @Parameters(paramLabel = "MODEL@VERSION", converter = VersionId.Reader.class) VersionId id,
            @Option(names = "--watch", description = "follow the runs until all have ended") boolean watch) {
        try (var server = connection.open(shell)) {
            var page = watch ? RunLines.follow(server, id, shell) : server.get(id.path() + "/variants");
            connection.show(shell, page, VersionTables.page(page));
        }
    }

    @Command(name = "resolve", description = "Which variant each class of devices gets, and why no other.")
    void resolve(
            @Mixin Connection connection,
            @Parameters(paramLabel = "MODEL@VERSION", converter = VersionId.Reader.class) VersionId id) {
        try (var server = connection.open(shell)) {
            var page = server.get(id.path() + "/variants");
            connection.show(shell, page.path("classes"), VersionTables.classes(page));
        }
    }

    @Command(name = "runs", description = "Who asked for which variant of a version, and how each run ended.")
    void runs(
            @Mixin Connection connection,
            @Parameters(paramLabel = "MODEL@VERSION", converter = VersionId.Reader.class) VersionId id) {
        try (var server = connection.open(shell)) {
            var runs = server.get(id.path() + "/runs");
            connection.show(shell, runs, RunSheet.table(runs, shell.clock()));
        }
    }

    @Command(
            name = "run",
            description = "One optimisation run: its recipe, what was measured, and what stayed in float.")
    void run(@Mixin Connection connection, @Parameters(paramLabel = "RUN") long id) {
        try (var server = connection.open(shell)) {
            var run = server.get("/optimisation-runs/" + id);
            connection.show(shell, run, RunSheet.of(run, shell.clock()));
        }
    }

    @Command(name = "cancel", description = "End an optimisation run, waiting or running.")
    void cancel(@Mixin Connection connection, @Parameters(paramLabel = "RUN") long run) {
        try (var server = connection.open(shell)) {
            var cancelled = server.post("/optimisation-runs/" + run + "/cancel", Map.of());
            connection.show(shell, cancelled, "run " + run + " of " + text(cancelled, "variant") + " is cancelled");
        }
    }

    @Command(name = "deltas", description = "The deltas that end at a version's variants.")
    void deltas(
            @Mixin Connection connection,
            @Parameters(paramLabel = "MODEL@VERSION", converter = VersionId.Reader.class) VersionId id) {
        try (var server = connection.open(shell)) {
            var deltas = server.all(id.path() + "/deltas");
            connection.show(shell, deltas, VersionTables.deltas(deltas));
        }
    }

    @Command(name = "lineage", description = "Where a version came from, and what came of it.")
    void lineage(
            @Mixin Connection connection,
            @Parameters(paramLabel = "MODEL@VERSION", converter = VersionId.Reader.class) VersionId id) {
        try (var server = connection.open(shell)) {
            var lineage = server.get(id.path() + "/lineage");
            connection.show(shell, lineage, LineageSheet.of(lineage));
        }
    }

    @Command(name = "usage", description = "Stored bytes and their limits, in all and by model.")
    void usage(@Mixin Connection connection) {
        try (var server = connection.open(shell)) {
            var usage = server.get("/artifacts/usage");
            var table = new Table("MODEL", "BYTES", "LIMIT");
            usage.path("models").forEach(model -> table.row(text(model, "model"), bytes(model, "bytes"), limit(model)));
            table.row("the whole store", bytes(usage, "bytes"), limit(usage));
            connection.show(shell, usage, table);
        }
    }

    private static String limit(JsonNode usage) {
        return usage.path("quotaBytes").asLong() == 0 ? "none" : bytes(usage, "quotaBytes");
    }

    @Command(
            name = "rm",
            aliases = "remove",
            description =
                    "Delete a version: a tombstone stays, its name is never given again. Refused while it is needed.")
    void remove(
            @Mixin Connection connection,
            @Parameters(paramLabel = "MODEL@VERSION", converter = VersionId.Reader.class) VersionId id,
            @Option(names = "--reason", paramLabel = "TEXT", required = true, description = "for the tombstone")
                    String reason) {
        try (var server = connection.open(shell)) {
            var tombstone = server.delete(id.path() + "?reason=" + ControlPlaneClient.encode(reason), Map.of());
            connection.show(
                    shell,
                    tombstone,
                    "deleted " + id
                            + "; its bytes go when nobody has needed them for a while (ferry model gc --dry-run)");
        }
    }

    @Command(name = "tombstones", description = "The deleted versions of a model: who, when, why.")
    void tombstones(@Mixin Connection connection, @Parameters(paramLabel = "MODEL") String model) {
        try (var server = connection.open(shell)) {
            var tombstones = server.get("/models/" + ControlPlaneClient.encode(model) + "/tombstones")
                    .path("items");
            var table = new Table("VERSION", "DELETED", "BY", "DIGEST", "WHY");
            tombstones.forEach(t -> table.row(
                    text(t, "version"),
                    ago(t, "deletedAt", shell.clock()),
                    text(t, "deletedBy"),
                    digest(t, "digest"),
                    text(t, "reason")));
            connection.show(shell, tombstones, table);
        }
    }

    @Command(
            name = "gc",
            description = "Remove stored bytes that nobody has needed for a while; happens every hour too.")
    void collect(
            @Mixin Connection connection,
            @Option(names = "--dry-run", description = "only say what would go and why the rest stays")
                    boolean dryRun) {
        try (var server = connection.open(shell)) {
            var report = server.post("/artifacts/collect?dryRun=" + dryRun, Map.of());
            connection.show(shell, report, CollectionSheet.of(report, dryRun));
        }
    }

    @Command(
            name = "diff",
            description = {
                "What changes from one version to another: inputs, outputs, labels, operators, sizes, variants.",
                "First what breaks callers; a version without such lines is a drop-in replacement."
            },
            footer = {"", "Example:", "  ferry model diff meter-reader@production 3"})
    void diff(
            @Mixin Connection connection,
            @Parameters(paramLabel = "MODEL@VERSION", converter = VersionId.Reader.class) VersionId from,
            @Parameters(paramLabel = "[MODEL@]VERSION", description = "of the same model where none is named")
                    String to) {
        try (var server = connection.open(shell)) {
            var diff = server.get(from.path() + "/diff?to=" + ControlPlaneClient.encode(to));
            connection.show(shell, diff, DiffSheet.of(diff));
        }
    }

    private Table versions(JsonNode model) {
        var table = new Table("VERSION", "BYTES", "DIGEST", "PUBLISHED", "BY", "NOTES");
        var versions = model.isArray() ? model : model.path(model.has("items") ? "items" : "versions");
        versions.forEach(v -> table.row(
                text(v, "version"),
                bytes(v, "lengthBytes"),
                digest(v, "digest"),
                ago(v, "publishedAt", shell.clock()),
                text(v, "publishedBy"),
                text(v, "notes")));
        return table;
    }
}
