package io.modelferry.cli.verb;

import static io.modelferry.cli.verb.Fields.text;

import io.modelferry.cli.server.ControlPlaneClient;
import io.modelferry.cli.text.Printable;
import io.modelferry.cli.text.Shell;
import io.modelferry.cli.text.Table;
import io.modelferry.cli.text.Units;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** Who was given a rollout's version and how they stand: among a hundred thousand, the three that failed. */
@Command(
        name = "devices",
        description = "Its devices, or those in some states, with what failed.",
        footer = {
            "",
            "States: waiting assigned fetching patching verified probed trial confirmed",
            "        retrying expired failed rolled_back going_back back",
            "Example: ferry rollout devices r7 --state failed,rolled_back"
        })
public final class RolloutDevicesCommand implements Callable<Integer> {

    private static final int PAGE = 200;

    private final Shell shell;

    @Mixin
    private Connection connection = new Connection();

    @Parameters(paramLabel = "ROLLOUT")
    private String id = "";

    @Option(names = "--state", paramLabel = "STATE", split = ",", description = "only these (default: all)")
    private List<String> states = List.of();

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "200",
            description = "at most so many, by id (default: ${DEFAULT-VALUE})")
    private int limit;

    public RolloutDevicesCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        try (var server = connection.open(shell)) {
            var found = new ArrayList<JsonNode>();
            var after = "";
            do {
                var page = server.get(path(after, Math.min(PAGE, limit - found.size())));
                page.path("items").forEach(found::add);
                after = page.path("next").isString() ? text(page, "next") : "";
            } while (!after.isEmpty() && found.size() < limit);
            connection.show(shell, Map.of("items", found, "more", !after.isEmpty()), words(found));
            if (!after.isEmpty()) {
                shell.err().println("there may be more: --limit shows them");
            }
            return 0;
        }
    }

    private String path(String after, int limit) {
        return "/rollouts/" + ControlPlaneClient.encode(id) + "/devices?"
                + Stream.of("limit=" + limit, asked("state", String.join(",", states)), asked("after", after))
                        .filter(one -> !one.isEmpty())
                        .collect(Collectors.joining("&"));
    }

    private static String asked(String name, String value) {
        return value.isEmpty() ? "" : name + "=" + ControlPlaneClient.encode(value);
    }

    private static Object words(List<JsonNode> devices) {
        if (devices.isEmpty()) {
            return "no device";
        }
        var table = new Table("DEVICE", "STATE", "ATTEMPT", "BYTES", "WHAT IT SAYS");
        devices.forEach(device -> table.row(
                text(device, "device"),
                text(device, "state") + (device.path("online").asBoolean(true) ? "" : ", offline"),
                text(device, "attempt"),
                Units.bytes(device.path("deltaBytes").asLong(0)
                        + device.path("fullBytes").asLong(0)),
                Printable.of(said(device))));
        return table;
    }

    private static String said(JsonNode device) {
        var failure = device.path("failure").isString() ? text(device, "failure") + ": " : "";
        return (failure + device.path("detail").asString("")).strip();
    }
}
