package io.modelferry.cli.verb;

import static io.modelferry.cli.verb.Fields.ago;
import static io.modelferry.cli.verb.Fields.text;
import static io.modelferry.cli.verb.Fields.yes;

import io.modelferry.cli.text.Shell;
import io.modelferry.cli.text.Table;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Who waits for an operator. */
@Command(
        name = "pending",
        description =
                "Machines that wait to be accepted, and the SHA-256 of each one's key, which the machine shows as well.",
        footer = {"", "A token whose machines wait: ferry device enrol --pending"})
public final class DevicePendingCommand implements Runnable {

    private final Shell shell;

    @Mixin
    private Connection connection = new Connection();

    public DevicePendingCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public void run() {
        try (var server = connection.open(shell)) {
            var waiting = server.all(DeviceDecisionCommand.PENDING);
            var table = new Table("MACHINE", "KEY", "SITE", "CLASS", "LAB", "INVITED BY", "FROM", "ASKED", "UNTIL");
            waiting.forEach(machine -> table.row(
                    text(machine, "id"),
                    text(machine, "key"),
                    text(machine, "site"),
                    text(machine, "deviceClass"),
                    yes(machine, "lab"),
                    text(machine, "invitedBy"),
                    text(machine, "address"),
                    ago(machine, "askedAt", shell.clock()),
                    text(machine, "expiresAt")));
            connection.show(shell, waiting, table);
        }
    }
}
