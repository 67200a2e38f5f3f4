package io.modelferry.cli.verb;

import static io.modelferry.cli.verb.Fields.text;

import io.modelferry.cli.text.Printable;
import io.modelferry.cli.text.Shell;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** Holds the whole fleet, or asks whether it is held. */
@Command(
        name = "freeze",
        description =
                "Hold the whole fleet: no rollout gives its version to anybody, no stage passes. Going back stays possible.")
public final class FreezeCommand implements Callable<Integer> {

    static final String PATH = "/freeze";

    private final Shell shell;

    @Mixin
    private Connection connection = new Connection();

    @ArgGroup(multiplicity = "1")
    private Wish wish = new Wish();

    private static final class Wish {

        @Option(names = "--reason", paramLabel = "TEXT", description = "for every page, webhooks and the audit trail")
        private @Nullable String reason;

        @Option(names = "--status", description = "only ask: whether it is frozen, since when, by whom and why")
        private boolean status;
    }

    public FreezeCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        try (var server = connection.open(shell)) {
            var answer = wish.reason == null ? server.get(PATH) : server.put(PATH, Map.of("reason", wish.reason));
            connection.show(shell, answer, words(answer.path("freeze")));
            return 0;
        }
    }

    static String words(JsonNode freeze) {
        return freeze.isObject()
                ? Printable.of("frozen since " + text(freeze, "since") + " by " + text(freeze, "actor") + ": "
                        + text(freeze, "reason"))
                : "not frozen: rollouts may move";
    }
}
