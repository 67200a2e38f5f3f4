package io.modelferry.cli.verb;

import static io.modelferry.cli.verb.Fields.ago;
import static io.modelferry.cli.verb.Fields.text;

import io.modelferry.cli.server.ControlPlaneClient;
import io.modelferry.cli.text.Printable;
import io.modelferry.cli.text.Shell;
import io.modelferry.cli.text.Table;
import java.util.HashMap;
import java.util.Locale;
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

    private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(2);
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
                    words(text(e, "standing")),
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
            connection.show(shell, whole, sheet(whole));
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
            var last = "";
            while (true) {
                var whole = server.get(path(id));
                var experiment = whole.path("experiment");
                var line = words(text(experiment, "standing")) + "  " + text(experiment, "why");
                if (!line.equals(last)) {
                    connection.show(shell, whole, Printable.of(line));
                    shell.out().flush();
                    last = line;
                }
                if (decided(experiment)) {
                    return won(experiment) ? 0 : 1;
                }
                LockSupport.parkNanos(LOOK_NANOS);
            }
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

    private static String sheet(JsonNode whole) {
        var experiment = whole.path("experiment");
        var arms = new Table("ARM", "VERSION", "DEVICES", "UNITS", "INFERENCES", "ACCURACY", "ERRORS", "P95");
        whole.path("look")
                .path("arms")
                .forEach(arm -> arms.row(
                        text(arm, "name"),
                        text(arm, "version"),
                        text(arm, "drawn"),
                        text(arm, "units"),
                        text(arm, "inferences"),
                        Fields.percent(arm, "accuracy"),
                        Fields.percent(arm, "errorRate"),
                        Fields.micros(arm, "latencyP95Micros")));
        var contrasts = new Table("ARM", "METRIC", "EFFECT", "FROM", "TO", "");
        whole.path("look")
                .path("contrasts")
                .forEach(contrast -> contrasts.row(
                        text(contrast, "arm"),
                        words(text(contrast.path("aim"), "metric"))
                                + (contrast.path("primary").asBoolean(false) ? " (primary)" : ""),
                        signed(contrast, "effect"),
                        signed(contrast, "lower"),
                        signed(contrast, "upper"),
                        words(text(contrast, "outcome"))));
        var head = "%s  %s  %s  %s%nwhy: %s"
                .formatted(
                        text(experiment, "id"),
                        text(experiment, "model"),
                        text(experiment, "state"),
                        words(text(experiment, "standing")),
                        Printable.of(text(experiment, "why")));
        return arms.isEmpty() ? head : head + "%n%n%s%n%n%s".formatted(arms, contrasts);
    }

    /** In points, or in per cent of control for a latency. */
    private static String signed(JsonNode contrast, String field) {
        var value = contrast.path(field);
        var unit = text(contrast.path("aim"), "metric").equals("LATENCY_P95") ? "%" : "pt";
        return value.isNumber() ? String.format(Locale.ROOT, "%+.1f %s", 100 * value.asDouble(), unit) : "-";
    }

    /** {@code ready to ship} for {@code READY_TO_SHIP}. */
    private static String words(String constant) {
        return constant.toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
