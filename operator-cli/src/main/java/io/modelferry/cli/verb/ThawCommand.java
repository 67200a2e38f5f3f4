package io.modelferry.cli.verb;

import io.modelferry.cli.text.Shell;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lets a frozen fleet move again. */
@Command(name = "thaw", description = "Let a frozen fleet move again: rollouts go on where they were.")
public final class ThawCommand implements Callable<Integer> {

    private final Shell shell;

    @Mixin
    private Connection connection = new Connection();

    @Option(names = "--reason", paramLabel = "TEXT", required = true, description = "for the audit trail")
    private String reason = "";

    public ThawCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        try (var server = connection.open(shell)) {
            var answer = server.delete(FreezeCommand.PATH, Map.of("reason", reason));
            connection.show(shell, answer, FreezeCommand.words(answer.path("freeze")));
            return 0;
        }
    }
}
