package io.modelferry.cli.verb;

import static io.modelferry.cli.verb.Fields.text;

import io.modelferry.cli.server.ControlPlaneClient;
import io.modelferry.cli.text.Shell;
import io.modelferry.cli.text.Table;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** Before anything moves: who would, and why the others would not; or what one device is given, and why nothing else. */
@Command(
        name = "explain",
        description = {
            "How many devices a version would move, which, and why the others not.",
            "Of one device: which variant it gets of each model that it runs, and why no other."
        },
        footer = {
            "",
            "Examples:",
            "  ferry device explain cam-01",
            "  ferry device explain --model meter-reader --version 3 --filter 'site==harbour;tag!=frozen'"
        })
public final class DeviceExplainCommand implements Runnable {

    private final Shell shell;

    @Mixin
    private Connection connection = new Connection();

    @Parameters(
            paramLabel = "DEVICE",
            arity = "0..1",
            description = "one device (default: all that the filter selects)")
    private String device = "";

    @Option(names = "--model", paramLabel = "M", description = "the model")
    private String model = "";

    @Option(names = "--version", paramLabel = "V", description = "the version that devices would move to")
    private String version = "";

    @Option(names = "--filter", paramLabel = "FILTER", description = "which devices are meant (default: all)")
    private String filter = "";

    public DeviceExplainCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public void run() {
        requireSense();
        try (var server = connection.open(shell)) {
            if (device.isEmpty()) {
                var order = Map.of("model", model, "version", version, "filter", filter);
                var answer = server.post("/targets/explain", order);
                connection.show(shell, answer, sheet(answer));
                return;
            }
            var path = "/devices/" + ControlPlaneClient.encode(device) + "/variants";
            var answer = server.get(
                    model.isEmpty()
                            ? path
                            : path + "?model=" + ControlPlaneClient.encode(model) + "&version="
                                    + ControlPlaneClient.encode(version));
            var given = given(answer);
            connection.show(
                    shell,
                    answer,
                    given.isEmpty() ? "it runs no model yet: --model M --version V says what it would get" : given);
        }
    }

    private void requireSense() {
        if (model.isEmpty() != version.isEmpty() || (device.isEmpty() && model.isEmpty())) {
            throw new IllegalArgumentException("say --model and --version, or a device");
        }
        if (!device.isEmpty() && !filter.isEmpty()) {
            throw new IllegalArgumentException("--filter selects many devices: leave it out for one");
        }
    }

    private static Table given(JsonNode answer) {
        var table = new Table("VERSION", "GETS", "RUNS", "A ROLLOUT WOULD", "WHY");
        for (var one : answer.path("items")) {
            var first = true;
            for (var reason : one.path("reasons")) {
                table.row(
                        first ? text(one, "model") + "@" + text(one, "version") : "",
                        first ? text(one, "gets") : "",
                        first ? text(one, "runs") : "",
                        first ? moves(one) : "",
                        reason.asString());
                first = false;
            }
        }
        return table;
    }

    private static String moves(JsonNode one) {
        var stays = one.path("stays").asString("");
        return stays.isEmpty() ? "move it" : "not: " + stays;
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
