package io.modelferry.cli.verb;

import static io.modelferry.cli.verb.Fields.ago;
import static io.modelferry.cli.verb.Fields.digest;
import static io.modelferry.cli.verb.Fields.pairs;
import static io.modelferry.cli.verb.Fields.text;
import static io.modelferry.cli.verb.Fields.yes;

import io.modelferry.cli.server.ControlPlaneClient;
import io.modelferry.cli.text.Shell;
import io.modelferry.cli.text.Table;
import io.modelferry.cli.text.Units;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** The fleet: who is enrolled and what runs there, by attested digest. */
@Command(
        name = "device",
        aliases = "devices",
        description = "Devices: what they run and are, how a new one joins, how one is held back, how one leaves.")
public final class DeviceCommand {

    private final Shell shell;

    public DeviceCommand(Shell shell) {
        this.shell = shell;
    }

    @Command(
            name = "ls",
            description = "Devices and what they run.",
            footer = {"", "Example:", "  ferry device ls --filter 'site==harbour;tag==canary;lastSeen=ge=-PT1H'"})
    void list(
            @Mixin Connection connection,
            @Option(
                            names = "--search",
                            paramLabel = "TEXT",
                            defaultValue = "",
                            description = "shows in id, site or class; one or two letters: a word there begins so")
                    String search,
            @Option(
                            names = "--filter",
                            paramLabel = "FILTER",
                            defaultValue = "",
                            description = "which devices, in the language of docs/targeting.md")
                    String filter) {
        try (var server = connection.open(shell)) {
            var asked = "/devices?limit=500&q=" + ControlPlaneClient.encode(search);
            var devices = server.all(filter.isEmpty() ? asked : asked + "&filter=" + ControlPlaneClient.encode(filter));
            var table = new Table("DEVICE", "SITE", "CLASS", "LAB", "STATE", "SEEN", "RUNNING");
            devices.forEach(d -> table.row(
                    text(d, "id"),
                    text(d, "site"),
                    text(d, "deviceClass"),
                    yes(d, "lab"),
                    state(d),
                    ago(d, "lastSeen", shell.clock()),
                    pairs(d, "running")));
            connection.show(shell, devices, table.isEmpty() ? "no device matches" : table);
            if (devices.size() >= ControlPlaneClient.MAX_ITEMS) {
                shell.err()
                        .println("only the first " + ControlPlaneClient.MAX_ITEMS
                                + ": narrow it with --filter or --search");
            }
        }
    }

    @Command(name = "show", description = "One device.")
    void show(@Mixin Connection connection, @Parameters(paramLabel = "DEVICE") String id) {
        try (var server = connection.open(shell)) {
            var device = server.get("/devices/" + ControlPlaneClient.encode(id));
            connection.show(shell, device, sheet(device));
        }
    }

    @Command(
            name = "enrol",
            description = "Make a token with which new devices join, and print what to type on them.",
            footer = {"", "Example:", "  ferry device enrol --site harbour --class standard --uses 10 --id 'cam-*'"})
    void enrol(
            @Mixin Connection connection,
            @Option(
                            names = "--id",
                            paramLabel = "PATTERN",
                            defaultValue = "*",
                            description = "which device ids may use it (default: any)")
                    String idPattern,
            @Option(
                            names = "--class",
                            paramLabel = "CLASS",
                            defaultValue = "standard",
                            description = "default: ${DEFAULT-VALUE}")
                    String deviceClass,
            @Option(names = "--site", defaultValue = "default", description = "default: ${DEFAULT-VALUE}") String site,
            @Option(names = "--lab", description = "takes part in lab stages") boolean lab,
            @Option(
                            names = "--uses",
                            paramLabel = "N",
                            defaultValue = "1",
                            description = "how many devices (default: ${DEFAULT-VALUE})")
                    int uses,
            @Option(names = "--pending", description = "each waits until an operator accepts it: ferry device pending")
                    boolean pending,
            @Option(
                            names = "--valid",
                            paramLabel = "SPAN",
                            defaultValue = "1h",
                            description = "default: ${DEFAULT-VALUE}")
                    String valid) {
        try (var server = connection.open(shell)) {
            var token = server.post(
                    "/enrolment-tokens",
                    Map.of(
                            "idPattern", idPattern,
                            "deviceClass", deviceClass,
                            "site", site,
                            "lab", lab,
                            "maxUses", uses,
                            "pending", pending,
                            "ttl", Units.parseSpan(valid).toString()));
            connection.show(shell, token, whatToType(token, idPattern));
        }
    }

    @Command(
            name = "rejoin",
            description = "Make a token with which a device whose certificate ended gets one again, under its id.",
            footer = {"", "Only for a device you trust: whoever has the token and the id becomes this device."})
    void rejoin(
            @Mixin Connection connection,
            @Parameters(paramLabel = "DEVICE") String id,
            @Option(
                            names = "--valid",
                            paramLabel = "SPAN",
                            defaultValue = "1h",
                            description = "default: ${DEFAULT-VALUE}")
                    String valid) {
        try (var server = connection.open(shell)) {
            var token = server.post(
                    of(id, "/rejoin"), Map.of("ttl", Units.parseSpan(valid).toString()));
            connection.show(shell, token, whatToType(token, id));
        }
    }

    @Command(name = "rm", description = "Decommission a device: its certificate stops working.")
    void remove(@Mixin Connection connection, @Parameters(paramLabel = "DEVICE") String id) {
        try (var server = connection.open(shell)) {
            server.delete("/devices/" + ControlPlaneClient.encode(id));
            connection.show(shell, Map.of("id", id, "decommissioned", true), "decommissioned " + id);
        }
    }

    @Command(name = "pin", description = "Keep a device on the version of a model that it runs.")
    void pin(
            @Mixin Connection connection,
            @Parameters(paramLabel = "DEVICE") String id,
            @Parameters(paramLabel = "MODEL") String model,
            @Option(names = "--reason", required = true, description = "why, for whoever asks later") String reason) {
        try (var server = connection.open(shell)) {
            server.put(of(id, "/pins/" + ControlPlaneClient.encode(model)), Map.of("reason", reason));
            connection.show(shell, Map.of("id", id, "pinned", model), id + " keeps what it runs of " + model);
        }
    }

    @Command(name = "unpin", description = "Let rollouts of a model move a device again.")
    void unpin(
            @Mixin Connection connection,
            @Parameters(paramLabel = "DEVICE") String id,
            @Parameters(paramLabel = "MODEL") String model) {
        try (var server = connection.open(shell)) {
            server.delete(of(id, "/pins/" + ControlPlaneClient.encode(model)));
            connection.show(shell, Map.of("id", id, "unpinned", model), id + " takes part in rollouts of " + model);
        }
    }

    @Command(name = "opt-out", description = "Hold a device back from every rollout.")
    void optOut(
            @Mixin Connection connection,
            @Parameters(paramLabel = "DEVICE") String id,
            @Option(names = "--reason", required = true, description = "why, for whoever asks later") String reason) {
        try (var server = connection.open(shell)) {
            server.put(of(id, "/opt-out"), Map.of("reason", reason));
            connection.show(shell, Map.of("id", id, "optedOut", true), id + " takes part in no rollout");
        }
    }

    @Command(name = "opt-in", description = "Let rollouts move a device again.")
    void optIn(@Mixin Connection connection, @Parameters(paramLabel = "DEVICE") String id) {
        try (var server = connection.open(shell)) {
            server.delete(of(id, "/opt-out"));
            connection.show(shell, Map.of("id", id, "optedOut", false), id + " takes part in rollouts");
        }
    }

    private static String of(String id, String what) {
        return "/devices/" + ControlPlaneClient.encode(id) + what;
    }

    private static String state(JsonNode device) {
        return device.path("online").asBoolean(false) ? "online" : "offline";
    }

    private static String whatToType(JsonNode token, String idPattern) {
        var id = idPattern.contains("*") ? "<device-id>" : idPattern;
        return """
                %s

                valid until %s; on the device:
                  ferry agent --data ./%s --id %s --server %s --join '%s'""".formatted(
                        text(token, "joinString"),
                        text(token, "expiresAt"),
                        id,
                        id,
                        text(token, "server"),
                        text(token, "joinString"));
    }

    private String sheet(JsonNode device) {
        return """
                %s  %s
                  site        %s
                  class       %s%s
                  time zone   %s
                  window      %s
                  … of site   %s
                  tags        %s
                  attributes  %s
                  pinned      %s
                  opted out   %s
                  seen        %s
                  enrolled    %s
                  agent       %s
                  facts       %s
                  generation  %s
                  running     %s
                  previous    %s
                  quarantined %s""".formatted(
                        text(device, "id"),
                        state(device),
                        text(device, "site"),
                        text(device, "deviceClass"),
                        device.path("lab").asBoolean(false) ? "  (lab)" : "",
                        text(device, "timeZone"),
                        text(device, "window"),
                        text(device, "siteWindow"),
                        words(device.path("tags")),
                        pairs(device, "attributes"),
                        reasons(device.path("pins")),
                        text(device.path("optOut"), "reason"),
                        ago(device, "lastSeen", shell.clock()),
                        text(device, "enrolledAt"),
                        text(device, "agentVersion"),
                        text(device, "facts"),
                        text(device, "generation"),
                        pairs(device, "running"),
                        pairs(device, "previous"),
                        digest(device, "quarantined"));
    }

    private static String words(JsonNode list) {
        var words = list.valueStream().map(JsonNode::asString).collect(Collectors.joining(" "));
        return words.isEmpty() ? "-" : words;
    }

    private static String reasons(JsonNode pins) {
        var reasons = pins.propertyStream()
                .map(pin -> pin.getKey() + " (" + text(pin.getValue(), "reason") + ")")
                .collect(Collectors.joining(", "));
        return reasons.isEmpty() ? "-" : reasons;
    }
}
