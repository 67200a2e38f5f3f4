package io.modelferry.cli.verb;

import static io.modelferry.cli.verb.Fields.ago;
import static io.modelferry.cli.verb.Fields.text;

import io.modelferry.cli.server.ControlPlaneClient;
import io.modelferry.cli.text.Printable;
import io.modelferry.cli.text.Shell;
import io.modelferry.cli.text.Table;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** Experiments, in the verbs that the server knows. */
@Command(
        name = "experiment",
        description = "Compare versions on the fleet itself: A/B tests that may be looked at at any time.")
public final class ExperimentCommand {

    private static final long REASK_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final String REASON = "from the command line";

    private final Shell shell;

    public ExperimentCommand(Shell shell) {
        this.shell = shell;
    }

    @Command(name = "ls", description = "Every experiment, newest first.")
    void list(@Mixin Connection connection) {
        try (var server = connection.open(shell)) {
            var experiments = server.all("/experiments");
            var table = new Table("EXPERIMENT", "MODEL", "STATE", "STANDING", "CREATED", "WHY");
            experiments.forEach(e -> table.row(
                    text(e, "id"),
                    text(e, "model"),
                    text(e, "state"),
                    ExperimentSheet.words(text(e, "standing")),
                    ago(e, "createdAt", shell.clock()),
                    text(e, "why")));
            connection.show(
                    shell,
                    experiments,
                    table.isEmpty()
                            ? "No experiment yet. Begin one: ferry experiment create MODEL@CONTROL VERSION --start"
                            : table);
        }
    }

    @Command(name = "show", description = "One experiment: its arms, its numbers, and what they say.")
    void show(@Mixin Connection connection, @Parameters(paramLabel = "EXPERIMENT") String id) {
        try (var server = connection.open(shell)) {
            var whole = server.get(path(id));
            connection.show(shell, whole, ExperimentSheet.of(whole));
        }
    }

    @Command(
            name = "watch",
            description = {
                "Follow it until it is decided.",
                "Exit code 0 if an arm is ready to ship or was shipped, 1 otherwise."
            })
    int watch(@Mixin Connection connection, @Parameters(paramLabel = "EXPERIMENT") String id) {
        try (var server = connection.open(shell)) {
            var line = new StandingLine(connection);
            line.show(server.get(path(id)));
            while (!line.decided()) {
                server.watch(path(id) + "/events", event -> !line.show(ControlPlaneClient.parse(event.data())));
                LockSupport.parkNanos(REASK_NANOS); // a server that ends every stream at once must not spin us
            }
            return line.won() ? 0 : 1;
        }
    }

    /** One line for each change of the standing or its reason. */
    private final class StandingLine {

        private final Connection connection;
        private String last = "";
        private boolean won;
        private boolean decided;

        StandingLine(Connection connection) {
            this.connection = connection;
        }

        /** @return whether the experiment is decided */
        boolean show(JsonNode whole) {
            var experiment = whole.path("experiment");
            var line = ExperimentSheet.words(text(experiment, "standing")) + "  " + text(experiment, "why");
            if (!line.equals(last)) {
                connection.show(shell, whole, Printable.of(line));
                shell.out().flush();
                last = line;
            }
            won = ExperimentCommand.won(experiment);
            decided = ExperimentCommand.decided(experiment);
            return decided;
        }

        boolean decided() {
            return decided;
        }

        boolean won() {
            return won;
        }
    }

    private static boolean decided(JsonNode experiment) {
        return switch (text(experiment, "standing")) {
            case "READY_TO_SHIP", "WORSE", "GUARDRAIL_FAILING", "INCONCLUSIVE" -> true;
            default ->
                !text(experiment, "state").equals("RUNNING")
                        && !text(experiment, "state").equals("READY");
        };
    }

    private static boolean won(JsonNode experiment) {
        return text(experiment, "standing").equals("READY_TO_SHIP")
                || text(experiment, "state").equals("SHIPPED");
    }

    @Command(
            name = "report",
            description = "What was asked, what was seen, what it means: Markdown, or CSV of every look.")
    void report(
            @Mixin Connection connection,
            @Parameters(paramLabel = "EXPERIMENT") String id,
            @Option(names = "--csv", description = "a line for each contrast of each look") boolean csv) {
        try (var server = connection.open(shell)) {
            shell.out().print(server.text(path(id) + (csv ? "/looks.csv" : "/report")));
            shell.out().flush();
        }
    }

    @Command(name = "start", description = "Draw the arms and send each its version.")
    void start(@Mixin Connection connection, @Mixin Order order) {
        order(connection, order, "start", null);
    }

    @Command(name = "stop", description = "End it; every device goes back to the model's version.")
    void stop(@Mixin Connection connection, @Mixin Order order) {
        order(connection, order, "stop", null);
    }

    @Command(name = "ship", description = "End it; a rollout takes the winner to everybody.")
    void ship(
            @Mixin Connection connection,
            @Mixin Order order,
            @Option(
                            names = "--arm",
                            paramLabel = "NAME",
                            description = "the arm to ship (default: the one that is ready)")
                    @Nullable
                    String arm) {
        order(connection, order, "ship", arm);
    }

    private void order(Connection connection, Order order, String verb, @Nullable String arm) {
        try (var server = connection.open(shell)) {
            var body = new HashMap<String, Object>(Map.of("reason", order.reason));
            if (arm != null) {
                body.put("arm", arm);
            }
            var experiment = server.post(path(order.experiment) + "/" + verb, body);
            var shipped = text(experiment, "shipped");
            connection.show(
                    shell,
                    experiment,
                    text(experiment, "state")
                            + (verb.equals("ship") ? "  follow it: ferry rollout watch " + shipped : ""));
        }
    }

    /** Which experiment, and the reason for the audit trail. */
    static final class Order {

        @Parameters(paramLabel = "EXPERIMENT")
        private String experiment = "";

        @Option(
                names = "--reason",
                paramLabel = "TEXT",
                defaultValue = REASON,
                description = "for the timeline and the audit trail")
        private String reason = "";
    }

    private static String path(String id) {
        return "/experiments/" + ControlPlaneClient.encode(id);
    }
}
