package io.modelferry.cli.verb;

import static io.modelferry.cli.verb.Fields.ago;
import static io.modelferry.cli.verb.Fields.bytes;
import static io.modelferry.cli.verb.Fields.digest;
import static io.modelferry.cli.verb.Fields.text;

import io.modelferry.cli.server.ControlPlaneClient;
import io.modelferry.cli.text.Shell;
import io.modelferry.cli.text.Table;
import io.modelferry.cli.text.Units;
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
                connection.show(shell, version, sheet(version));
                return;
            }
            var model = server.get("/models/" + ControlPlaneClient.encode(id));
            connection.show(shell, model, versions(model));
        }
    }

    @Command(name = "variants", description = "What was made of a version for which hardware, and how it measured.")
    void variants(
            @Mixin Connection connection,
            @Parameters(paramLabel = "MODEL@VERSION", converter = VersionId.Reader.class) VersionId id,
            @Option(names = "--watch", description = "follow the runs until all have ended") boolean watch) {
        try (var server = connection.open(shell)) {
            var page = watch ? RunLines.follow(server, id, shell.err()) : server.get(id.path() + "/variants");
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

    private static String sheet(JsonNode version) {
        var words = new StringBuilder()
                .append("%s@%s  %s%n"
                        .formatted(text(version, "model"), text(version, "version"), text(version, "digest")))
                .append("  bytes       %s%n".formatted(bytes(version, "lengthBytes")))
                .append("  opset       %s%n".formatted(text(version, "opset")))
                .append("  inputs      %s%n".formatted(tensors(version.path("inputs"))))
                .append("  outputs     %s%n".formatted(tensors(version.path("outputs"))));
        version.path("weightBytes")
                .properties()
                .forEach(dtype -> words.append("  weights     %s %s%n"
                        .formatted(dtype.getKey(), Units.bytes(dtype.getValue().asLong()))));
        return words.append("  acceptance  %s%n".formatted(text(version, "acceptance")))
                .append("  calibration %s%n".formatted(text(version, "calibration")))
                .append("  published   %s by %s".formatted(text(version, "publishedAt"), text(version, "publishedBy")))
                .toString();
    }

    private static String tensors(JsonNode specs) {
        var words = specs.valueStream()
                .map(spec -> text(spec, "name") + " " + text(spec, "dtype") + " "
                        + spec.path("shape")
                                .valueStream()
                                .map(JsonNode::asString)
                                .toList())
                .toList();
        return String.join(", ", words);
    }
}
