package io.modelferry.cli.verb;

import static io.modelferry.cli.verb.Fields.digest;
import static io.modelferry.cli.verb.Fields.text;

import io.modelferry.cli.server.ControlPlaneClient;
import io.modelferry.cli.text.Shell;
import io.modelferry.cli.text.Table;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** Who ran which file, and when. */
@Command(name = "history", description = "Who ran what, when: by file, by device, by model.")
public final class HistoryCommand {

    private final Shell shell;

    public HistoryCommand(Shell shell) {
        this.shell = shell;
    }

    @Command(name = "digest", description = "Every device that ever ran a file, and from when to when.")
    void file(
            @Mixin Connection connection,
            @Parameters(paramLabel = "SHA256", description = "of the file, 64 hexadecimal digits") String digest) {
        try (var server = connection.open(shell)) {
            var devices = server.all("/history/digests/" + ControlPlaneClient.encode(digest) + "/devices?limit=500");
            var table = new Table("DEVICE", "MODEL", "SINCE", "UNTIL");
            devices.forEach(d -> d.path("runs")
                    .forEach(run -> table.row(text(d, "device"), text(run, "model"), text(run, "since"), until(run))));
            connection.show(shell, devices, table);
        }
    }

    @Command(name = "device", description = "What a device ran at an instant.")
    void device(@Mixin Connection connection, @Parameters(paramLabel = "DEVICE") String id, @Mixin AsOf asOf) {
        try (var server = connection.open(shell)) {
            var answer = server.get("/devices/" + ControlPlaneClient.encode(id) + "/as-of" + asOf.query(shell));
            var table = new Table("MODEL", "VERSION", "VARIANT", "DIGEST", "SINCE", "UNTIL");
            answer.path("items").forEach(item -> {
                var file = item.path("file");
                table.row(
                        text(item, "model"),
                        text(file, "version"),
                        text(file, "variant"),
                        digest(file, "digest"),
                        text(item, "since"),
                        until(item));
            });
            connection.show(shell, answer, table);
        }
    }

    @Command(name = "model", description = "How many devices ran which version at an instant.")
    void model(@Mixin Connection connection, @Parameters(paramLabel = "MODEL") String name, @Mixin AsOf asOf) {
        try (var server = connection.open(shell)) {
            var answer = server.get("/models/" + ControlPlaneClient.encode(name) + "/as-of" + asOf.query(shell));
            var table = new Table("VERSION", "VARIANT", "DIGEST", "DEVICES");
            answer.path("items").forEach(item -> {
                var file = item.path("file");
                table.row(text(file, "version"), text(file, "variant"), digest(file, "digest"), text(item, "devices"));
            });
            connection.show(shell, answer, table);
        }
    }

    /** When. */
    static final class AsOf {

        @Option(
                names = "--at",
                paramLabel = "INSTANT",
                description = "for example 2026-03-01T10:00:00Z; now if left out")
        private @Nullable Instant at;

        String query(Shell shell) {
            var instant = at == null ? shell.clock().instant() : at;
            return "?at=" + ControlPlaneClient.encode(instant.toString());
        }
    }

    private static String until(JsonNode run) {
        return run.path("until").isNull() ? "still" : text(run, "until");
    }
}
