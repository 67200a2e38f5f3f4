package io.modelferry.cli.verb;

import static io.modelferry.cli.verb.Fields.text;
import static io.modelferry.cli.verb.Fields.yes;

import io.modelferry.cli.server.ControlPlaneClient;
import io.modelferry.cli.text.Shell;
import io.modelferry.cli.text.Table;
import java.time.Instant;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** Tokens with which machines join. */
@Command(
        name = "token",
        aliases = "tokens",
        description = "Enrolment tokens: which are out, and how one is taken back.",
        footer = {"", "A new one: ferry device enrol"})
public final class DeviceTokenCommand {

    private final Shell shell;

    public DeviceTokenCommand(Shell shell) {
        this.shell = shell;
    }

    @Command(name = "ls", aliases = "list", description = "Every enrolment token, newest first, without its secret.")
    void list(@Mixin Connection connection) {
        try (var server = connection.open(shell)) {
            var tokens = server.all("/enrolment-tokens");
            var table = new Table("TOKEN", "FOR", "SITE", "CLASS", "PENDING", "USED", "STATE", "BY", "EXPIRES");
            tokens.forEach(token -> table.row(
                    text(token, "id"),
                    text(token, "idPattern"),
                    text(token, "site"),
                    text(token, "deviceClass"),
                    yes(token, "pending"),
                    text(token, "used") + "/" + text(token, "maxUses"),
                    state(token),
                    text(token, "createdBy"),
                    text(token, "expiresAt")));
            connection.show(shell, tokens, table);
        }
    }

    @Command(
            name = "rm",
            aliases = "revoke",
            description =
                    "Revoke a token: nobody joins with it any more, and machines that wait with it are sent away.",
            footer = {"", "Devices that joined with it stay; ferry device rm takes one out."})
    void remove(@Mixin Connection connection, @Parameters(paramLabel = "TOKEN") String id) {
        try (var server = connection.open(shell)) {
            server.delete("/enrolment-tokens/" + ControlPlaneClient.encode(id));
            connection.show(shell, Map.of("id", id, "revoked", true), "revoked " + id);
        }
    }

    private String state(JsonNode token) {
        if (!token.path("revokedAt").isNull() && !token.path("revokedAt").isMissingNode()) {
            return "revoked";
        }
        if (token.path("used").asInt() >= token.path("maxUses").asInt()) {
            return "used up";
        }
        var expires = token.path("expiresAt").asString("");
        return !expires.isEmpty() && shell.clock().instant().isAfter(Instant.parse(expires)) ? "expired" : "open";
    }
}
