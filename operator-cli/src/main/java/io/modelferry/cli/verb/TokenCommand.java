package io.modelferry.cli.verb;

import static io.modelferry.cli.verb.Fields.text;

import io.modelferry.cli.server.ControlPlaneClient;
import io.modelferry.cli.text.Shell;
import io.modelferry.cli.text.Table;
import io.modelferry.cli.text.Units;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** API tokens, for scripts and CI. */
@Command(name = "token", description = "API tokens: for scripts and CI, each with its own roles.")
public final class TokenCommand {

    private final Shell shell;

    public TokenCommand(Shell shell) {
        this.shell = shell;
    }

    @Command(name = "create", description = "Make a token. It is shown once.")
    void create(
            @Mixin Connection connection,
            @Parameters(paramLabel = "NAME", description = "what it is for") String name,
            @Option(
                            names = "--role",
                            split = ",",
                            required = true,
                            description = "VIEWER, AUDITOR, PUBLISHER, APPROVER, OPERATOR, FLEET_ADMIN or ADMIN")
                    List<String> roles,
            @Option(
                            names = "--valid",
                            paramLabel = "SPAN",
                            defaultValue = "90d",
                            description = "default: ${DEFAULT-VALUE}")
                    String valid) {
        try (var server = connection.open(shell)) {
            var token = server.post(
                    "/api-tokens",
                    Map.of(
                            "name",
                            name,
                            "roles",
                            roles,
                            "ttl",
                            Units.parseSpan(valid).toString()));
            connection.show(shell, token, text(token, "token"));
        }
    }

    @Command(name = "ls", description = "Every token, without its secret.")
    void list(@Mixin Connection connection) {
        try (var server = connection.open(shell)) {
            var tokens = server.all("/api-tokens");
            var table = new Table("TOKEN", "NAME", "ROLES", "EXPIRES", "LAST USED");
            tokens.forEach(t -> table.row(
                    text(t, "id"), text(t, "name"), text(t, "roles"), text(t, "expiresAt"), text(t, "lastUsedAt")));
            connection.show(shell, tokens, table);
        }
    }

    @Command(name = "rm", description = "Revoke a token.")
    void remove(@Mixin Connection connection, @Parameters(paramLabel = "TOKEN") String id) {
        try (var server = connection.open(shell)) {
            server.delete("/api-tokens/" + ControlPlaneClient.encode(id));
            connection.show(shell, Map.of("id", id, "revoked", true), "revoked " + id);
        }
    }
}
