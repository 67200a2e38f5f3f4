package io.modelferry.cli.verb;

import static io.modelferry.cli.verb.Fields.text;
import static io.modelferry.cli.verb.Fields.yes;

import io.modelferry.cli.server.ControlPlaneClient;
import io.modelferry.cli.text.Shell;
import io.modelferry.cli.text.Table;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** People who sign in with a name and a password. */
@Command(
        name = "operator",
        aliases = "operators",
        description = "People who sign in with a name and a password; those of an OpenID provider are its own to add.")
public final class OperatorCommand {

    private final Shell shell;

    public OperatorCommand(Shell shell) {
        this.shell = shell;
    }

    @Command(name = "add", description = "Add a person, and print the first password once: they must choose another.")
    void add(
            @Mixin Connection connection,
            @Parameters(paramLabel = "NAME", description = "lower case; never given again") String name,
            @Option(
                            names = "--role",
                            split = ",",
                            required = true,
                            description = "VIEWER, AUDITOR, PUBLISHER, APPROVER, OPERATOR, FLEET_ADMIN or ADMIN")
                    List<String> roles) {
        try (var server = connection.open(shell)) {
            var added = server.post("/operators", Map.of("name", name, "roles", roles));
            connection.show(shell, added, text(added, "firstPassword"));
        }
    }

    @Command(name = "ls", description = "Everybody, with their roles.")
    void list(@Mixin Connection connection) {
        try (var server = connection.open(shell)) {
            var people = server.all("/operators");
            var table = new Table("NAME", "ROLES", "FIRST PASSWORD", "SINCE");
            people.forEach(one -> table.row(
                    text(one, "name"), text(one, "roles"), yes(one, "mustChangePassword"), text(one, "createdAt")));
            connection.show(shell, people, table);
        }
    }

    @Command(
            name = "rm",
            description = "Remove a person: sessions and the API tokens that they made end with their next request.",
            footer = {"", "Join strings that they gave out go on: ferry device token ls"})
    void remove(@Mixin Connection connection, @Parameters(paramLabel = "NAME") String name) {
        try (var server = connection.open(shell)) {
            server.delete("/operators/" + ControlPlaneClient.encode(name));
            connection.show(shell, Map.of("name", name, "removed", true), "removed " + name);
        }
    }
}
