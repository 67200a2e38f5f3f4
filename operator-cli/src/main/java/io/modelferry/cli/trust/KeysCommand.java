package io.modelferry.cli.trust;

import io.modelferry.cli.server.ControlPlaneClient;
import io.modelferry.cli.server.ExitCode;
import io.modelferry.cli.text.Shell;
import io.modelferry.cli.text.Table;
import io.modelferry.cli.verb.Connection;
import io.modelferry.protocol.MalformedMessage;
import io.modelferry.protocol.trust.KeyHolders;
import io.modelferry.protocol.tuf.Metadata;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** The keys of the fleet's trust: made, replaced, listed. */
@Command(
        name = "keys",
        description =
                "The keys of the fleet's trust: who may sign root, targets, snapshot, timestamp, deltas and goals.",
        synopsisSubcommandLabel = "VERB",
        footer = {
            "",
            "Example:",
            "  ferry keys init --out /media/keys",
            "  ferry keys rotate timestamp --keys /media/keys"
        })
public final class KeysCommand {

    private final Shell shell;

    public KeysCommand(Shell shell) {
        this.shell = shell;
    }

    @Command(
            name = "init",
            description =
                    "Make the keys of root and targets in a new folder, and the first root with the server's online keys in it.")
    int init(
            @Mixin Connection connection,
            @Mixin KeyFolder.Passphrase passphrase,
            @Option(
                            names = "--out",
                            paramLabel = "DIR",
                            required = true,
                            description = "a folder that is not there yet, or empty")
                    Path out,
            @Option(
                            names = "--online",
                            paramLabel = "FILE",
                            description =
                                    "what 'ferry keys list --json' says of the server; without it the server is asked, and told the root")
                    @Nullable
                    Path online,
            @Option(
                            names = "--name",
                            defaultValue = "${sys:user.name}",
                            description =
                                    "whose keys they are: shown beside each signature (default: ${DEFAULT-VALUE})")
                    String name,
            @Mixin People people,
            @Option(names = "--no-passphrase", description = "write the keys as they are") boolean plain)
            throws IOException {
        var others = people.others(shell, name);
        var folder = shell.workingFolder().resolve(out);
        requireName(name);
        requireEmpty(folder);
        if (online != null) {
            var view = ControlPlaneClient.parse(
                    Files.readString(shell.workingFolder().resolve(online)));
            var root = new Ceremony(shell, passphrase).first(folder, view, name, others, people, plain);
            shell.out()
                    .println("root 1 is in %s (%s): modelferry.trust.root=FILE or PUT /api/v1/trust/root"
                            .formatted(folder.resolve("root.json"), root.sha256()));
            return ExitCode.OK.number();
        }
        try (var server = connection.open(shell)) {
            var view = server.get("/trust");
            if (!view.path("roles").isEmpty()) {
                throw new IllegalArgumentException(
                        "the server has a root already: 'ferry keys rotate ROLE --keys DIR' replaces its keys");
            }
            var ceremony = new Ceremony(shell, passphrase);
            var root = ceremony.first(folder, view, name, others, people, plain);
            var sent = ceremony.send(server, root, null);
            var waits = Outcome.words(sent, Metadata.ROOT, root);
            connection.show(
                    shell,
                    sent,
                    waits.isEmpty()
                            ? "root 1 is in effect. Next: ferry sign --pending --keys " + out
                            : "root 1 waits: %s. Give %s to the others; each: ferry sign --pending --keys DIR"
                                    .formatted(waits, out.resolve("root.json")));
            return ExitCode.OK.number();
        }
    }

    @Command(
            name = "new",
            description =
                    "Make keys for somebody who signs beside others, in a new folder, and public.json for whoever makes the root.",
            footer = {"", "Example:", "  ferry keys new --out /media/bob --name bob"})
    int fresh(
            @Mixin Connection connection,
            @Mixin KeyFolder.Passphrase passphrase,
            @Option(
                            names = "--out",
                            paramLabel = "DIR",
                            required = true,
                            description = "a folder that is not there yet, or empty")
                    Path out,
            @Option(names = "--name", required = true, description = "whose keys they are: shown beside each signature")
                    String name,
            @Option(names = "--no-passphrase", description = "write the keys as they are") boolean plain)
            throws IOException {
        var folder = shell.workingFolder().resolve(out);
        requireName(name);
        requireEmpty(folder);
        var own = new Ceremony(shell, passphrase).join(folder, name, plain);
        connection.show(
                shell,
                own,
                "%s is for whoever runs 'ferry keys init --with'; take its root.json back here"
                        .formatted(out.resolve(PublicKeys.FILE)));
        return ExitCode.OK.number();
    }

    private static void requireName(String name) {
        try {
            var unused = new KeyHolders(Map.of("", name));
        } catch (MalformedMessage malformed) {
            throw new IllegalArgumentException("--name: " + malformed.getMessage(), malformed);
        }
    }

    private static void requireEmpty(Path folder) throws IOException {
        Files.createDirectories(folder);
        try (var files = Files.list(folder)) {
            if (files.findAny().isPresent()) {
                throw new IllegalArgumentException("--out: %s is not empty".formatted(folder));
            }
        }
    }

    @Command(
            name = "rotate",
            description = "Replace the key of a role. Devices follow at their next refresh, also those that missed it.")
    int rotate(
            @Mixin Connection connection,
            @Mixin KeyFolder.Passphrase passphrase,
            @Parameters(paramLabel = "ROLE", description = "root, targets, snapshot, timestamp, deltas or goals")
                    String role,
            @Option(
                            names = "--keys",
                            paramLabel = "DIR",
                            description = "as 'ferry keys init' made it; not needed where the keys lie on the server")
                    @Nullable
                    Path keys)
            throws IOException {
        try (var server = connection.open(shell)) {
            if (server.get("/trust").path("targets").asString().equals("embedded")) {
                connection.show(
                        shell,
                        server.post("/trust/keys/" + ControlPlaneClient.encode(role), Map.of()),
                        role + " has a new key");
                return ExitCode.OK.number();
            }
            if (keys == null) {
                throw new IllegalArgumentException("--keys DIR is needed: this server holds no key of the root");
            }
            var folder = KeyFolder.open(shell.workingFolder().resolve(keys), passphrase);
            var view = new Ceremony(shell, passphrase).rotate(server, folder, role);
            connection.show(shell, view, Ceremony.said(role, view));
            return ExitCode.OK.number();
        }
    }

    @Command(
            name = "list",
            description = "Who may sign for each role, until when its document holds, and where its keys lie.")
    int list(@Mixin Connection connection) {
        try (var server = connection.open(shell)) {
            var view = server.get("/trust");
            connection.show(shell, view, table(view) + waiting(view));
            return ExitCode.OK.number();
        }
    }

    /** Documents that wait for signatures, and goals that wait for the new key. */
    private static String waiting(JsonNode view) {
        var lines = new StringBuilder();
        view.path("signing")
                .forEach(one -> lines.append("%n%s %s waits: %s"
                        .formatted(
                                one.path("role").asString(),
                                one.path("version").asString(),
                                one.path("words").asString())));
        var goals = view.path("goals");
        if (goals.path("waiting").asLong(0) > 0) {
            lines.append("%n%d of %d goals are still to be signed anew by the new key"
                    .formatted(goals.path("waiting").asLong(), goals.path("all").asLong()));
        }
        return lines.toString();
    }

    private static Table table(JsonNode view) {
        var table = new Table("ROLE", "VERSION", "EXPIRES", "KEYS", "WHERE");
        view.path("roles").forEach(role -> {
            var keyids = new ArrayList<String>();
            role.path("keyids")
                    .forEach(id -> keyids.add(role.path("holders")
                            .path(id.asString())
                            .asString(id.asString().substring(0, 16))));
            table.row(
                    role.path("role").asString(),
                    role.path("version").isNull() ? "-" : role.path("version").asString(),
                    role.path("expires").isNull() ? "-" : role.path("expires").asString(),
                    role.path("threshold").asString() + " of " + String.join(" ", keyids),
                    role.path("keys").asString());
        });
        return table;
    }
}
