package io.modelferry.cli.verb;

import static io.modelferry.cli.verb.Fields.text;

import io.modelferry.cli.text.Shell;
import io.modelferry.cli.text.Table;
import io.modelferry.cli.text.Units;
import java.io.IOException;
import java.time.Duration;
import java.util.StringJoiner;
import picocli.CommandLine.Command;
import tools.jackson.databind.JsonNode;

/** What a rollout would come to: the options of {@code create}, reckoned by the server and never written. */
@Command(
        name = "plan",
        description =
                "Reckon a rollout before there is one: devices, bytes, how long, what speaks against it. Writes nothing.",
        footer = {"", "Exit code 1 if it could not be created now, or a gate could never be told."})
public final class RolloutPlanCommand extends RolloutCreateCommand {

    public RolloutPlanCommand(Shell shell) {
        super(shell);
    }

    @Override
    public Integer call() throws IOException {
        var description = description();
        try (var server = connection.open(shell)) {
            var forecast = server.post("/rollouts/forecast", description);
            connection.show(shell, forecast, words(forecast));
            return forecast.path("conflicts").isEmpty()
                            && forecast.path("objections").isEmpty()
                    ? 0
                    : 1;
        }
    }

    private static String words(JsonNode forecast) {
        var lines = new StringJoiner("\n");
        lines.add(text(forecast, "devices") + " devices, "
                + Units.bytes(forecast.path("bytes").asLong()) + " to fetch");
        var stages = new Table("STAGE", "DEVICES");
        forecast.path("stages").forEach(stage -> stages.row(text(stage, "name"), text(stage, "devices")));
        lines.add(stages.toString());
        var bases = new Table("THEY RUN", "DEVICES", "BYTES EACH");
        forecast.path("bases")
                .forEach(base -> bases.row(
                        base.path("base").isNull()
                                ? "nothing yet"
                                : text(base, "base").substring(0, 12),
                        text(base, "devices"),
                        base.path("deltaBytes").isNull()
                                ? "the whole file"
                                : Units.bytes(base.path("deltaBytes").asLong())));
        lines.add(bases.toString());
        var finish = forecast.path("finish");
        if (!finish.isNull()) {
            lines.add("half of them after " + span(finish.path("p50")) + ", nine of ten after "
                    + span(finish.path("p90")) + ", if every gate passes at once");
        }
        forecast.path("notMoving")
                .properties()
                .forEach(reason -> lines.add("not moving, "
                        + reason.getKey().replace('-', ' ') + ": "
                        + reason.getValue().asLong()));
        forecast.path("conflicts").forEach(conflict -> lines.add("conflict: " + conflict.asString()));
        forecast.path("objections").forEach(objection -> lines.add("cannot work: " + objection.asString()));
        forecast.path("warnings").forEach(warning -> lines.add("warning: " + warning.asString()));
        var breaking = DiffSheet.breaking(forecast);
        if (!breaking.isEmpty()) {
            lines.add(breaking);
        }
        if (forecast.path("needsApproval").asBoolean()) {
            lines.add("a second person must approve it");
        }
        return lines.toString();
    }

    private static String span(JsonNode duration) {
        return duration.isNull()
                ? "nobody knows how long (devices are away and were never seen coming back)"
                : Units.span(Duration.parse(duration.asString()));
    }
}
