package io.modelferry.cli.verb;

import static io.modelferry.cli.verb.Fields.text;

import io.modelferry.cli.text.Shell;
import io.modelferry.cli.text.Table;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** Before anything moves: who would, and why the others would not. */
@Command(
        name = "explain",
        description = "How many devices a version would move, which, and why the others not.",
        footer = {
            "",
            "Example:",
            "  ferry device explain --model meter-reader --version 3 --filter 'site==harbour;tag!=frozen'"
        })
public final class DeviceExplainCommand implements Runnable {

    private final Shell shell;

    @Mixin
    private Connection connection = new Connection();

    @Option(names = "--model", paramLabel = "M", required = true, description = "the model")
    private String model = "";

    @Option(names = "--version", paramLabel = "V", required = true, description = "the version it would move to")
    private String version = "";

    @Option(names = "--filter", paramLabel = "FILTER", description = "which devices are meant (default: all)")
    private String filter = "";

    public DeviceExplainCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public void run() {
        try (var server = connection.open(shell)) {
            var answer = server.post("/targets/explain", Map.of("model", model, "version", version, "filter", filter));
            connection.show(shell, answer, sheet(answer));
        }
    }

    private static String sheet(JsonNode answer) {
        var counts = new Table("DEVICES", "WHAT");
        counts.row(text(answer, "moving"), "would move");
        answer.path("others")
                .propertyStream()
                .forEach(reason -> counts.row(reason.getValue().asString(), "would not: " + reason.getKey()));
        var windows = answer.path("windows");
        if (windows.path("closed").asLong() > 0) {
            counts.row(text(windows, "closed"), "of them later: the first window opens at " + text(windows, "opensAt"));
        }
        if (windows.path("never").asLong() > 0) {
            counts.row(text(windows, "never"), "of them never: their window and their site's are never open together");
        }
        var devices =
                answer.path("devices").valueStream().map(JsonNode::asString).collect(Collectors.joining(" "));
        return "%s of %s devices match%n%n%s%n%n%s%s"
                .formatted(
                        text(answer, "matching"),
                        text(answer, "enrolled"),
                        counts,
                        devices.isEmpty() ? "nobody moves" : devices,
                        answer.path("next").isNull() ? "" : " …");
    }
}
