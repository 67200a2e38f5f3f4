package io.modelferry.cli.verb;

import static io.modelferry.cli.verb.Fields.ago;
import static io.modelferry.cli.verb.Fields.text;

import io.modelferry.cli.server.ControlPlaneClient;
import io.modelferry.cli.text.Printable;
import io.modelferry.cli.text.Shell;
import io.modelferry.cli.text.Table;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** How far back the devices of a model may go. */
@Command(
        name = "floor",
        description = {
            "The version of a model below which no device goes again, whoever asks; with VERSION it rises to that.",
            "It never falls. A rollout whose way back leads below it has none."
        },
        footer = {
            "",
            "Example:",
            "  ferry model floor meter-reader 3 --reason 'up to 2 it can be made to read any number'"
        })
public final class ModelFloorCommand implements Callable<Integer> {

    private final Shell shell;

    @Mixin
    private Connection connection = new Connection();

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(index = "0", paramLabel = "MODEL")
    private String model = "";

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "VERSION",
            description = "or an alias, whose version is taken; left out, the floor is only shown")
    private @Nullable String version;

    @Option(names = "--reason", paramLabel = "TEXT", description = "for the audit trail; needed with VERSION")
    private @Nullable String reason;

    public ModelFloorCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        var path = "/models/" + ControlPlaneClient.encode(model) + "/floor";
        var body = body();
        try (var server = connection.open(shell)) {
            var floor = body.isEmpty() ? server.get(path) : server.post(path, body);
            connection.show(shell, floor, words(floor));
            return 0;
        }
    }

    private Map<String, String> body() {
        if (version == null && reason == null) {
            return Map.of();
        }
        if (version == null || reason == null) {
            throw new ParameterException(
                    java.util.Objects.requireNonNull(spec, "picocli sets it").commandLine(),
                    "VERSION and --reason go together");
        }
        return Map.of("version", version, "reason", reason);
    }

    private String words(JsonNode floor) {
        if (!floor.path("version").isString()) {
            return Printable.of(line(floor));
        }
        var table = new Table("FLOOR", "SINCE", "BY", "WHY");
        floor.path("raises")
                .forEach(raise -> table.row(
                        text(raise, "version"),
                        ago(raise, "at", shell.clock()),
                        text(raise, "actor"),
                        text(raise, "reason")));
        return Printable.of(line(floor)) + "\n" + table;
    }

    /** One line, as {@code ferry model show} prints it too. */
    static String line(JsonNode floor) {
        if (!floor.path("version").isString()) {
            return "no floor: devices may go back to every version";
        }
        return "floor " + text(floor, "version") + ": devices go to no version below it"
                + (floor.path("signed").asBoolean()
                        ? ""
                        : "; devices do not know yet, it waits for a signature (ferry sign --pending)");
    }
}
