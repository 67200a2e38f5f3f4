package io.modelferry.cli.verb;

import static io.modelferry.cli.verb.Fields.text;

import io.modelferry.cli.server.ControlPlaneClient;
import io.modelferry.cli.text.Shell;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Says yes or no to a machine that waits. What is decided on is one key: another machine may have come under the id meanwhile. */
@Command
public final class DeviceDecisionCommand implements Runnable {

    static final String PENDING = "/pending-devices";

    private final Shell shell;
    private final String verb;
    private final String done;

    @Mixin
    private Connection connection = new Connection();

    @Parameters(paramLabel = "MACHINE", description = "the id that it asks for")
    private String id = "";

    @Option(
            names = "--key",
            paramLabel = "SHA256",
            defaultValue = "",
            description =
                    "what the machine shows while it waits, or how that begins (default: whatever waits under the id)")
    private String key = "";

    @Option(names = "--reason", defaultValue = "", description = "why, for whoever asks later; to refuse it is needed")
    private String reason = "";

    private DeviceDecisionCommand(Shell shell, String verb, String done) {
        this.shell = shell;
        this.verb = verb;
        this.done = done;
    }

    public static CommandSpec accept(Shell shell) {
        return named(
                new DeviceDecisionCommand(shell, "accept", "accepted: it has its certificate when it asks next"),
                "Let a machine that waits join.",
                "ferry device accept cam-01 --key 3f9a27c01b");
    }

    public static CommandSpec refuse(Shell shell) {
        return named(
                new DeviceDecisionCommand(shell, "refuse", "refused: it is told why"),
                "Say no to a machine that waits; its id is free for another.",
                "ferry device refuse cam-01 --reason 'not one of ours'");
    }

    private static CommandSpec named(DeviceDecisionCommand command, String description, String example) {
        var spec = new CommandLine(command).getCommandSpec().name(command.verb);
        spec.usageMessage().description(description).footer("", "Example:", "  " + example);
        return spec;
    }

    @Override
    public void run() {
        try (var server = connection.open(shell)) {
            var decided = server.all(PENDING).stream()
                    .filter(machine -> text(machine, "id").equals(id))
                    .map(machine -> text(machine, "key"))
                    .filter(waiting -> waiting.startsWith(key))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException(
                            "no machine waits as " + id + (key.isEmpty() ? "" : " with a key that begins with " + key)
                                    + "; ferry device pending lists those who do"));
            server.post(
                    PENDING + "/" + ControlPlaneClient.encode(id) + "/" + verb,
                    Map.of("key", decided, "reason", reason));
            connection.show(
                    shell,
                    Map.of("id", id, "key", decided, "decision", verb),
                    id + " with key " + decided + " " + done);
        }
    }
}
