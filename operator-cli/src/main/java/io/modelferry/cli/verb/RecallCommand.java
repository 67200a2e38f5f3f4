package io.modelferry.cli.verb;

import static io.modelferry.cli.verb.Fields.text;

import io.modelferry.cli.text.Printable;
import io.modelferry.cli.text.Shell;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Takes a version back. */
@Command(
        name = "recall",
        description =
                "Take a version back: no rollout of it, and every device that runs it moves to the earlier good one.")
public final class RecallCommand implements Callable<Integer> {

    private final Shell shell;

    @Mixin
    private Connection connection = new Connection();

    @Mixin
    private RecallOrder order = new RecallOrder();

    public RecallCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        try (var server = connection.open(shell)) {
            var recall = server.post(order.id().path() + "/recall", Map.of("reason", order.reason()));
            connection.show(
                    shell,
                    recall,
                    Printable.of("recalled " + text(recall, "model") + "@" + text(recall, "version") + " at "
                            + text(recall, "at") + ": " + text(recall, "reason")));
            return 0;
        }
    }
}
