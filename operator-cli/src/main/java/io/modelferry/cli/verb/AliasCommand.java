package io.modelferry.cli.verb;

import static io.modelferry.cli.verb.Fields.ago;
import static io.modelferry.cli.verb.Fields.text;

import io.modelferry.cli.server.ControlPlaneClient;
import io.modelferry.cli.text.Shell;
import io.modelferry.cli.text.Table;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** Names that move: which version is {@code production}, and since when. */
@Command(
        name = "alias",
        description = "Names that move from version to version. MODEL@ALIAS may stand wherever MODEL@VERSION does.",
        footer = {
            "",
            "Example:",
            "  ferry model alias set meter-reader@production 3 --reason 'won against 2 in the field'"
        })
public final class AliasCommand {

    private final Shell shell;

    public AliasCommand(Shell shell) {
        this.shell = shell;
    }

    @Command(name = "ls", description = "What every alias of a model points at, now or at an instant.")
    void list(
            @Mixin Connection connection,
            @Parameters(paramLabel = "MODEL") String model,
            @Option(names = "--at", paramLabel = "INSTANT", description = "for example 2026-05-01T08:00:00Z") @Nullable
                    String at) {
        try (var server = connection.open(shell)) {
            var path = "/models/" + ControlPlaneClient.encode(model) + "/aliases";
            var aliases = server.get(at == null ? path : path + "?at=" + ControlPlaneClient.encode(at))
                    .path("items");
            connection.show(shell, aliases, moves(aliases));
        }
    }

    @Command(name = "set", description = "Point an alias at a version. Nothing moves on devices by that.")
    void set(
            @Mixin Connection connection,
            @Parameters(paramLabel = "MODEL@ALIAS", converter = VersionId.Reader.class) VersionId alias,
            @Parameters(paramLabel = "VERSION", description = "or another alias, whose version is taken")
                    String version,
            @Option(names = "--reason", paramLabel = "TEXT", required = true, description = "for the history")
                    String reason,
            @Option(names = "--expect", paramLabel = "VERSION", description = "refuse if it points elsewhere now")
                    @Nullable
                    String expected) {
        var body = new HashMap<>(Map.of("version", version, "reason", reason));
        if (expected != null) {
            body.put("expected", expected);
        }
        try (var server = connection.open(shell)) {
            var outcome = server.put(path(alias), body);
            connection.show(shell, outcome, waits(outcome, alias, alias + " is " + text(outcome, "version")));
        }
    }

    /** @param done what to say if it does not wait for a second person */
    private static String waits(JsonNode outcome, VersionId alias, String done) {
        return text(outcome, "state").equals("WAITING")
                ? "waits for a second person, until %s: ferry model alias approve %s --request %s --reason WHY"
                        .formatted(text(outcome, "expiresAt"), alias, text(outcome, "id"))
                : done;
    }

    @Command(name = "requests", description = "Moves that wait for a second person, and what became of earlier ones.")
    void requests(@Mixin Connection connection, @Parameters(paramLabel = "MODEL") String model) {
        try (var server = connection.open(shell)) {
            var items = server.get("/models/" + ControlPlaneClient.encode(model) + "/alias-requests")
                    .path("items");
            var table = new Table("REQUEST", "ALIAS", "TO", "FROM", "STATE", "ASKED", "BY", "WHY", "DECIDED BY");
            items.forEach(asked -> table.row(
                    text(asked, "id"),
                    text(asked, "alias"),
                    text(asked, "version"),
                    text(asked, "previous"),
                    text(asked, "state"),
                    ago(asked, "requestedAt", shell.clock()),
                    text(asked, "requestedBy"),
                    text(asked, "reason"),
                    text(asked, "decidedBy")));
            connection.show(shell, items, table);
        }
    }

    @Command(
            name = "approve",
            description = "Agree, as the second person, to the move that waits. The alias moves at once.")
    void approve(
            @Mixin Connection connection,
            @Parameters(paramLabel = "MODEL@ALIAS", converter = VersionId.Reader.class) VersionId alias,
            @Option(names = "--reason", paramLabel = "TEXT", required = true, description = "for the audit trail")
                    String reason,
            @Option(names = "--request", paramLabel = "N", description = "refuse if another one waits now") @Nullable
                    Long request) {
        var move = word(connection, alias, "approve", reason, request);
        connection.show(shell, move, alias + " is " + text(move, "version"));
    }

    @Command(name = "deny", description = "Say no to the move that waits, or take back one's own.")
    void deny(
            @Mixin Connection connection,
            @Parameters(paramLabel = "MODEL@ALIAS", converter = VersionId.Reader.class) VersionId alias,
            @Option(names = "--reason", paramLabel = "TEXT", required = true, description = "for the audit trail")
                    String reason,
            @Option(names = "--request", paramLabel = "N", description = "refuse if another one waits now") @Nullable
                    Long request) {
        connection.show(shell, word(connection, alias, "deny", reason, request), alias + " stays where it is");
    }

    private JsonNode word(Connection connection, VersionId alias, String verb, String reason, @Nullable Long request) {
        var body = new HashMap<String, Object>(Map.of("reason", reason));
        if (request != null) {
            body.put("request", request);
        }
        try (var server = connection.open(shell)) {
            return server.post(path(alias) + "/" + verb, body);
        }
    }

    @Command(name = "history", description = "Every move of an alias, newest first: who, when, why.")
    void history(
            @Mixin Connection connection,
            @Parameters(paramLabel = "MODEL@ALIAS", converter = VersionId.Reader.class) VersionId alias) {
        try (var server = connection.open(shell)) {
            var moves = server.get(path(alias) + "/history").path("items");
            connection.show(shell, moves, moves(moves));
        }
    }

    @Command(name = "rm", description = "Take an alias away. Its history stays, and its name stays its own.")
    void remove(
            @Mixin Connection connection,
            @Parameters(paramLabel = "MODEL@ALIAS", converter = VersionId.Reader.class) VersionId alias,
            @Option(names = "--reason", paramLabel = "TEXT", required = true, description = "for the history")
                    String reason) {
        try (var server = connection.open(shell)) {
            var outcome = server.delete(path(alias) + "?reason=" + ControlPlaneClient.encode(reason), Map.of());
            connection.show(shell, outcome, waits(outcome, alias, alias + " is nothing now"));
        }
    }

    private Table moves(JsonNode moves) {
        var table = new Table("ALIAS", "VERSION", "BEFORE", "SINCE", "BY", "WHY");
        moves.forEach(move -> table.row(
                text(move, "alias"),
                text(move, "version"),
                text(move, "previous"),
                ago(move, "at", shell.clock()),
                text(move, "actor"),
                text(move, "reason")));
        return table;
    }

    private static String path(VersionId alias) {
        return "/models/" + ControlPlaneClient.encode(alias.model().value()) + "/aliases/"
                + ControlPlaneClient.encode(alias.version().value());
    }
}
