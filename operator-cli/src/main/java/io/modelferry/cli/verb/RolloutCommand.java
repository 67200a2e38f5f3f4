package io.modelferry.cli.verb;

import static io.modelferry.cli.verb.Fields.ago;
import static io.modelferry.cli.verb.Fields.text;

import io.modelferry.cli.server.ControlPlaneClient;
import io.modelferry.cli.server.ServerSentEvent;
import io.modelferry.cli.text.Printable;
import io.modelferry.cli.text.Shell;
import io.modelferry.cli.text.Table;
import java.util.List;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** Rollouts, in the verbs that the server's state machine knows. */
@Command(name = "rollout", description = "Move a fleet from one version to the next, stage by stage.")
public final class RolloutCommand {

    private static final Set<String> ENDED = Set.of("FINISHED", "STOPPED", "ROLLED_BACK");

    private final Shell shell;

    public RolloutCommand(Shell shell) {
        this.shell = shell;
    }

    @Command(name = "ls", description = "Every rollout, newest first.")
    void list(@Mixin Connection connection) {
        try (var server = connection.open(shell)) {
            var rollouts = server.all("/rollouts");
            var table = new Table("ROLLOUT", "MODEL", "VERSION", "STATE", "CREATED", "WHY");
            rollouts.forEach(r -> table.row(
                    text(r, "id"),
                    text(r, "model"),
                    text(r, "version"),
                    text(r, "state"),
                    ago(r, "createdAt", shell.clock()),
                    text(r, "why")));
            connection.show(shell, rollouts, table);
        }
    }

    @Command(name = "show", description = "One rollout: its stages, its gate, and why it stands where it stands.")
    void show(@Mixin Connection connection, @Parameters(paramLabel = "ROLLOUT") String id) {
        try (var server = connection.open(shell)) {
            var rollout = server.get(path(id));
            connection.show(shell, rollout, sheet(rollout));
        }
    }

    @Command(name = "why", description = "One line: why it moves or does not.")
    void why(@Mixin Connection connection, @Parameters(paramLabel = "ROLLOUT") String id) {
        try (var server = connection.open(shell)) {
            var rollout = server.get(path(id));
            connection.show(
                    shell,
                    Map.of("id", text(rollout, "id"), "state", text(rollout, "state"), "why", text(rollout, "why")),
                    text(rollout, "why"));
        }
    }

    @Command(name = "watch", description = "Follow it until it ends. Exit code 0 only if it finished.")
    int watch(@Mixin Connection connection, @Parameters(paramLabel = "ROLLOUT") String id) {
        try (var server = connection.open(shell)) {
            var line = new StandingLine(connection);
            while (true) {
                var rollout = server.get(path(id));
                line.show(rollout);
                if (ENDED.contains(text(rollout, "state"))) {
                    return text(rollout, "state").equals("FINISHED") ? 0 : 1;
                }
                server.watch(path(id) + "/events", event -> !says(event, "state"));
            }
        }
    }

    @Command(name = "start", description = "Start it.")
    void start(@Mixin Connection connection, @Mixin Order order) {
        order(connection, order, "start");
    }

    @Command(name = "pause", description = "Halt it: no device is assigned any more, nobody is moved back.")
    void pause(@Mixin Connection connection, @Mixin Order order) {
        order(connection, order, "pause");
    }

    @Command(name = "resume", description = "Go on after a pause.")
    void resume(@Mixin Connection connection, @Mixin Order order) {
        order(connection, order, "resume");
    }

    @Command(name = "stop", description = "End it where it stands; devices keep what they run.")
    void stop(@Mixin Connection connection, @Mixin Order order) {
        order(connection, order, "stop");
    }

    @Command(name = "rollback", description = "Move everybody back to the pinned previous version.")
    void rollback(@Mixin Connection connection, @Mixin Order order) {
        order(connection, order, "rollback");
    }

    @Command(name = "trigger-next", description = "Enter the next stage now, without waiting for the gate. Audited.")
    void triggerNext(@Mixin Connection connection, @Mixin Order order) {
        order(connection, order, "trigger-next");
    }

    private void order(Connection connection, Order order, String verb) {
        try (var server = connection.open(shell)) {
            var rollout = server.post(path(order.rollout) + "/" + verb, Map.of("reason", order.reason));
            connection.show(shell, rollout, text(rollout, "state") + "  " + text(rollout, "why"));
        }
    }

    /** Which rollout, and the reason for the audit trail. */
    static final class Order {

        @Parameters(paramLabel = "ROLLOUT")
        private String rollout = "";

        @Option(names = "--reason", paramLabel = "TEXT", defaultValue = "", description = "for the audit trail")
        private String reason = "";
    }

    /** Prints a rollout's line whenever it reads differently from the last. */
    private final class StandingLine {

        private final Connection connection;
        private String last = "";

        StandingLine(Connection connection) {
            this.connection = connection;
        }

        void show(JsonNode rollout) {
            var line = text(rollout, "state") + "  " + text(rollout, "why");
            if (!line.equals(last)) {
                connection.show(shell, rollout, Printable.of(line));
                shell.out().flush();
                last = line;
            }
        }
    }

    private static boolean says(ServerSentEvent event, String word) {
        return event.name().contains(word) || event.data().contains(word);
    }

    private static String path(String id) {
        return "/rollouts/" + ControlPlaneClient.encode(id);
    }

    private static String sheet(JsonNode rollout) {
        var stages = new Table("STAGE", "SHARE", "STATE", "DEVICES", "CONFIRMED", "FAILED");
        List.copyOf(rollout.path("stages").valueStream().toList())
                .forEach(s -> stages.row(
                        text(s, "name"),
                        s.path("lab").asBoolean(false) ? "lab" : text(s, "percent") + " %",
                        text(s, "state"),
                        text(s, "devices"),
                        text(s, "confirmed"),
                        text(s, "failed")));
        return "%s  %s@%s  %s%nwhy: %s%n%n%s"
                .formatted(
                        text(rollout, "id"),
                        text(rollout, "model"),
                        text(rollout, "version"),
                        text(rollout, "state"),
                        Printable.of(text(rollout, "why")),
                        stages);
    }
}
