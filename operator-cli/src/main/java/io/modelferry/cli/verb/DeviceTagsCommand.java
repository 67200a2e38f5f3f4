package io.modelferry.cli.verb;

import io.modelferry.cli.text.Shell;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;

/** Tags of a device, or of all that a filter selects: {@code tag} puts them on, {@code untag} takes them away. */
@Command
public final class DeviceTagsCommand implements Runnable {

    private final Shell shell;
    private final String verb;

    @Mixin
    private Connection connection = new Connection();

    @Mixin
    private DeviceSelection selection = new DeviceSelection();

    @Parameters(paramLabel = "DEVICE TAG", arity = "1..*", description = "the device (none with --filter), then tags")
    private List<String> words = List.of();

    private DeviceTagsCommand(Shell shell, String verb) {
        this.shell = shell;
        this.verb = verb;
    }

    public static CommandSpec tag(Shell shell) {
        return named(shell, "tag", "Put tags on a device, or on all that a filter selects.");
    }

    public static CommandSpec untag(Shell shell) {
        return named(shell, "untag", "Take tags from a device, or from all that a filter selects.");
    }

    private static CommandSpec named(Shell shell, String verb, String description) {
        var spec = new CommandLine(new DeviceTagsCommand(shell, verb))
                .getCommandSpec()
                .name(verb);
        spec.usageMessage()
                .description(description)
                .footer("", "Example:", "  ferry device " + verb + " cam-01 canary");
        return spec;
    }

    @Override
    public void run() {
        var id = selection.idIn(words);
        var tags = id == null ? words : words.subList(1, words.size());
        if (tags.isEmpty()) {
            throw new IllegalArgumentException("name at least one tag");
        }
        selection.change(connection, shell, id, Map.of(verb, tags));
    }
}
