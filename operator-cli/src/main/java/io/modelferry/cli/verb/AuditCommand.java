package io.modelferry.cli.verb;

import static io.modelferry.cli.verb.Fields.text;

import io.modelferry.cli.text.Shell;
import io.modelferry.cli.text.Table;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Who did what to which thing. */
@Command(name = "audit", description = "Who did what to which thing, and when.")
public final class AuditCommand implements Callable<Integer> {

    private final Shell shell;

    @Mixin
    private Connection connection = new Connection();

    public AuditCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        try (var server = connection.open(shell)) {
            var rows = server.all("/audit");
            var table = new Table("AT", "WHO", "DID", "TO", "DETAILS");
            rows.forEach(r -> table.row(
                    text(r, "at"),
                    text(r, "actor"),
                    text(r, "action"),
                    text(r, "objectType") + " " + text(r, "objectId"),
                    text(r, "details")));
            connection.show(shell, rows, table);
            return 0;
        }
    }
}
