package io.modelferry.cli.verb;

import static io.modelferry.cli.verb.Fields.text;

import io.modelferry.cli.server.ControlPlaneClient;
import io.modelferry.cli.text.Printable;
import io.modelferry.cli.text.Shell;
import io.modelferry.cli.text.Table;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Everything that a rollout decided or was told, with the numbers of the moment. */
@Command(name = "timeline", description = "Every decision and order, oldest first, with who and why.")
public final class RolloutTimelineCommand implements Callable<Integer> {

    private final Shell shell;

    @Mixin
    private Connection connection = new Connection();

    @Parameters(paramLabel = "ROLLOUT")
    private String id = "";

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "500",
            description = "the newest so many (default: ${DEFAULT-VALUE})")
    private int limit;

    public RolloutTimelineCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        try (var server = connection.open(shell)) {
            var timeline = server.get("/rollouts/" + ControlPlaneClient.encode(id) + "/timeline?limit=" + limit);
            var table = new Table("WHEN", "WHAT", "BY", "WHY");
            timeline.path("items")
                    .forEach(entry -> table.row(
                            text(entry, "at"),
                            text(entry, "kind"),
                            Printable.of(text(entry, "actor")),
                            Printable.of(text(entry, "text"))));
            connection.show(shell, timeline, table);
            return 0;
        }
    }
}
