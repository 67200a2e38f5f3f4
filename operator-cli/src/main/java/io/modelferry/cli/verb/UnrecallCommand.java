package io.modelferry.cli.verb;

import static io.modelferry.cli.verb.Fields.text;

import io.modelferry.cli.text.Printable;
import io.modelferry.cli.text.Shell;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Gives a recalled version free again. */
@Command(name = "unrecall", description = "Give a recalled version free again. Nothing moves by itself.")
public final class UnrecallCommand implements Callable<Integer> {

    private final Shell shell;

    @Mixin
    private Connection connection = new Connection();

    @Mixin
    private RecallOrder order = new RecallOrder();

    public UnrecallCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        try (var server = connection.open(shell)) {
            var recall = server.post(order.id().path() + "/unrecall", Map.of("reason", order.reason()));
            connection.show(
                    shell,
                    recall,
                    Printable.of(text(recall, "model") + "@" + text(recall, "version") + " may be rolled out again: "
                            + order.reason()));
            return 0;
        }
    }
}
