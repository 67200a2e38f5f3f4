package io.modelferry.cli.verb;

import static io.modelferry.cli.verb.Fields.ago;
import static io.modelferry.cli.verb.Fields.text;

import io.modelferry.cli.server.ControlPlaneClient;
import io.modelferry.cli.text.Printable;
import io.modelferry.cli.text.Shell;
import io.modelferry.cli.text.Table;
import io.modelferry.cli.text.Units;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** Rollouts, in the verbs that the server's state machine knows. */
@Command(name = "rollout", description = "Move a fleet from one version to the next, stage by stage.")
public final class RolloutCommand {

    private static final Set<String> ENDED = Set.of("FINISHED", "STOPPED", "ROLLED_BACK", "DENIED");
    private static final long REASK_NANOS = TimeUnit.SECONDS.toNanos(1);

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
            connection.show(shell, rollouts, table.isEmpty() ? "no rollout yet: ferry rollout create" : table);
        }
    }

    @Command(name = "show", description = "One rollout: its stages, its gates, and why it stands where it stands.")
    void show(@Mixin Connection connection, @Parameters(paramLabel = "ROLLOUT") String id) {
        try (var server = connection.open(shell)) {
            var rollout = server.get(path(id));
            connection.show(shell, rollout, RolloutSheet.of(rollout));
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
            line.show(server.get(path(id)));
            while (!line.ended()) {
                server.watch(path(id) + "/events", event -> !line.show(ControlPlaneClient.parse(event.data())));
                LockSupport.parkNanos(REASK_NANOS); // a server that ends every stream at once must not spin us
            }
            return line.finished() ? 0 : 1;
        }
    }

    @Command(name = "capsule", description = "Everything about a halted or rolled back rollout in one zip file.")
    void capsule(
            @Mixin Connection connection,
            @Parameters(paramLabel = "ROLLOUT") String id,
            @Option(
                            names = "--out",
                            paramLabel = "FILE",
                            description = "default: incident-ROLLOUT.zip in the current folder")
                    @Nullable
                    Path out)
            throws IOException {
        try (var server = connection.open(shell)) {
            var file = shell.workingFolder().resolve(out == null ? Path.of("incident-" + id + ".zip") : out);
            var bytes = server.download(path(id) + "/capsule", file);
            connection.show(shell, Map.of("file", file.toString(), "bytes", bytes), file + "  " + Units.bytes(bytes));
        }
    }

    @Command(name = "approve", description = "Agree, as a second person: to the rollout, or to the stage that asks.")
    void approve(@Mixin Connection connection, @Mixin Order order) {
        order(connection, order.rollout, order.reason, "approve");
    }

    @Command(
            name = "deny",
            description = "Say no, as a second person: the rollout ends before it began, or the stage fails its gate.")
    void deny(@Mixin Connection connection, @Mixin ManualOverride order) {
        order(connection, order.rollout, order.reason, "deny");
    }

    @Command(name = "start", description = "Start it.")
    void start(@Mixin Connection connection, @Mixin Order order) {
        order(connection, order.rollout, order.reason, "start");
    }

    @Command(name = "pause", description = "Halt it: no device is assigned any more, nobody is moved back.")
    void pause(@Mixin Connection connection, @Mixin Order order) {
        order(connection, order.rollout, order.reason, "pause");
    }

    @Command(name = "resume", description = "Go on after a pause.")
    void resume(@Mixin Connection connection, @Mixin ManualOverride order) {
        order(connection, order.rollout, order.reason, "resume");
    }

    @Command(name = "stop", description = "End it where it stands; devices keep what they run.")
    void stop(@Mixin Connection connection, @Mixin ManualOverride order) {
        order(connection, order.rollout, order.reason, "stop");
    }

    @Command(name = "rollback", description = "Move everybody back to the pinned previous version.")
    void rollback(@Mixin Connection connection, @Mixin ManualOverride order) {
        order(connection, order.rollout, order.reason, "rollback");
    }

    @Command(name = "retry", description = "Ask devices again that failed or took too long.")
    void retry(@Mixin Connection connection, @Mixin ManualOverride order) {
        order(connection, order.rollout, order.reason, "retry");
    }

    @Command(name = "trigger-next", description = "Enter the next stage now, without waiting for the gate. Audited.")
    void triggerNext(@Mixin Connection connection, @Mixin ManualOverride order) {
        order(connection, order.rollout, order.reason, "trigger-next");
    }

    private void order(Connection connection, String id, String reason, String verb) {
        try (var server = connection.open(shell)) {
            var rollout = server.post(path(id) + "/" + verb, Map.of("reason", reason));
            connection.show(shell, rollout, Printable.of(text(rollout, "state") + "  " + text(rollout, "why")));
        }
    }

    /** Which rollout, and the reason for the audit trail. */
    static final class Order {

        @Parameters(paramLabel = "ROLLOUT")
        private String rollout = "";

        @Option(
                names = "--reason",
                paramLabel = "TEXT",
                defaultValue = "from the command line",
                description = "for the timeline and the audit trail")
        private String reason = "";
    }

    /** The same, where a person decides against what the rollout would do by itself. */
    static final class ManualOverride {

        @Parameters(paramLabel = "ROLLOUT")
        private String rollout = "";

        @Option(
                names = "--reason",
                paramLabel = "TEXT",
                required = true,
                description = "for the timeline and the audit trail")
        private String reason = "";
    }

    /** Prints a rollout's line whenever it reads differently from the last. */
    private final class StandingLine {

        private final Connection connection;
        private String last = "";
        private String state = "";

        StandingLine(Connection connection) {
            this.connection = connection;
        }

        /** @return whether the rollout has ended */
        boolean show(JsonNode rollout) {
            state = text(rollout, "state");
            var line = state + "  " + text(rollout, "why");
            if (!line.equals(last)) {
                connection.show(shell, rollout, Printable.of(line));
                shell.out().flush();
                last = line;
            }
            return ended();
        }

        /** By whoever told last: a server that is asked again may know less than its stream did. */
        boolean ended() {
            return ENDED.contains(state);
        }

        boolean finished() {
            return state.equals("FINISHED");
        }
    }

    private static String path(String id) {
        return "/rollouts/" + ControlPlaneClient.encode(id);
    }
}
