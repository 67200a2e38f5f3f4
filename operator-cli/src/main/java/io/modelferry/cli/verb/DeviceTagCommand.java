package io.modelferry.cli.verb;

import io.modelferry.cli.text.Shell;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Put tags on a device, or on all that a filter selects. */
@Command(
        name = "tag",
        description = "Put tags on a device, or on all that a filter selects.",
        footer = {"", "Example:", "  ferry device tag cam-01 canary"})
public final class DeviceTagCommand implements Runnable {

    private final Shell shell;

    @Mixin
    private Connection connection = new Connection();

    @Mixin
    private DeviceSelection selection = new DeviceSelection();

    @Parameters(paramLabel = "DEVICE TAG", arity = "1..*", description = "the device (none with --filter), then tags")
    private List<String> words = List.of();

    public DeviceTagCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public void run() {
        var id = selection.idIn(words);
        var tags = id == null ? words : words.subList(1, words.size());
        if (tags.isEmpty()) {
            throw new IllegalArgumentException("name at least one tag");
        }
        selection.change(connection, shell, id, Map.of("tag", tags));
    }
}
