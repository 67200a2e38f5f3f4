package io.modelferry.cli.verb;

import static io.modelferry.cli.verb.Fields.text;

import io.modelferry.cli.server.ControlPlaneClient;
import io.modelferry.cli.text.Printable;
import io.modelferry.cli.text.Shell;
import io.modelferry.cli.text.Table;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** Webhooks: other systems hear what happens. */
@Command(name = "webhook", description = "Tell other systems what happens, in signed HTTP messages.")
public final class WebhookCommand {

    private static final long REASK_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
    private static final int ASKS = 80;

    private final Shell shell;

    public WebhookCommand(Shell shell) {
        this.shell = shell;
    }

    @Command(name = "add", description = "Subscribe a URL. The signing secret is shown once.")
    void add(
            @Mixin Connection connection,
            @Parameters(paramLabel = "NAME") String name,
            @Parameters(paramLabel = "URL", description = "https://…") String url,
            @Option(
                            names = "--kind",
                            split = ",",
                            paramLabel = "KIND",
                            defaultValue = "*",
                            description = "event kinds, rollout.*, version.* or *; default: ${DEFAULT-VALUE}")
                    List<String> kinds) {
        try (var server = connection.open(shell)) {
            var made = server.post("/webhooks", Map.of("name", name, "url", url, "kinds", kinds));
            connection.show(
                    shell,
                    made,
                    text(made.path("webhook"), "id") + "  " + text(made, "secret") + "  (not shown again)");
        }
    }

    @Command(name = "ls", description = "Every subscription, without its secret.")
    void list(@Mixin Connection connection) {
        try (var server = connection.open(shell)) {
            var webhooks = server.all("/webhooks");
            var table = new Table("WEBHOOK", "NAME", "KINDS", "URL");
            webhooks.forEach(w -> table.row(text(w, "id"), text(w, "name"), text(w, "kinds"), text(w, "url")));
            connection.show(shell, webhooks, table);
        }
    }

    @Command(name = "rm", description = "End a subscription, with what was still to be delivered to it.")
    void remove(@Mixin Connection connection, @Parameters(paramLabel = "WEBHOOK") String id) {
        try (var server = connection.open(shell)) {
            server.delete("/webhooks/" + ControlPlaneClient.encode(id));
            connection.show(shell, Map.of("id", id, "removed", true), "removed " + id);
        }
    }

    @Command(name = "test", description = "Send a ping and wait for the answer. Exit code 0 only if it was taken.")
    int test(@Mixin Connection connection, @Parameters(paramLabel = "WEBHOOK") String id) {
        try (var server = connection.open(shell)) {
            var delivery = server.post("/webhooks/" + ControlPlaneClient.encode(id) + "/test", Map.of());
            for (var asked = 0; asked < ASKS && untried(delivery); asked++) {
                LockSupport.parkNanos(REASK_NANOS);
                delivery = server.get("/webhooks/deliveries/" + ControlPlaneClient.encode(text(delivery, "id")));
            }
            connection.show(shell, delivery, line(delivery));
            return text(delivery, "state").equals("DELIVERED") ? 0 : 1;
        }
    }

    @Command(name = "deliveries", description = "What was sent, newest first, and how that went.")
    void deliveries(
            @Mixin Connection connection,
            @Option(names = "--webhook", paramLabel = "WEBHOOK", description = "to one subscription only") @Nullable
                    String webhook,
            @Option(names = "--state", paramLabel = "STATE", description = "pending, delivered or dead") @Nullable
                    String state,
            @Option(
                            names = "--limit",
                            paramLabel = "N",
                            defaultValue = "50",
                            description = "at most 200; default: ${DEFAULT-VALUE}")
                    int limit) {
        try (var server = connection.open(shell)) {
            var page = server.get(
                    "/webhooks/deliveries?limit=" + limit + filter("webhook", webhook) + filter("state", state));
            var table = new Table("DELIVERY", "WEBHOOK", "KIND", "ABOUT", "STATE", "ATTEMPTS", "AT", "ERROR");
            page.path("items")
                    .forEach(d -> table.row(
                            text(d, "id"),
                            text(d, "webhookName"),
                            text(d, "kind"),
                            text(d, "subject"),
                            text(d, "state"),
                            text(d, "attempts"),
                            text(d, "createdAt"),
                            text(d, "lastError")));
            connection.show(shell, page, table);
        }
    }

    @Command(name = "redeliver", description = "Send a message again, under the same id.")
    void redeliver(@Mixin Connection connection, @Parameters(paramLabel = "DELIVERY") String id) {
        try (var server = connection.open(shell)) {
            var path = "/webhooks/deliveries/" + ControlPlaneClient.encode(id) + "/redeliver";
            var delivery = server.post(path, Map.of());
            connection.show(shell, delivery, line(delivery));
        }
    }

    private static boolean untried(JsonNode delivery) {
        return text(delivery, "state").equals("PENDING")
                && delivery.path("lastError").asString("").isEmpty();
    }

    private static String filter(String name, @Nullable String value) {
        return value == null ? "" : "&" + name + "=" + ControlPlaneClient.encode(value);
    }

    private static String line(JsonNode delivery) {
        var error = text(delivery, "lastError");
        return Printable.of(
                text(delivery, "id") + "  " + text(delivery, "state") + (error.isEmpty() ? "" : "  " + error));
    }
}
