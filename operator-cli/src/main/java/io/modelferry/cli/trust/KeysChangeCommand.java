package io.modelferry.cli.trust;

import io.modelferry.cli.server.ExitCode;
import io.modelferry.cli.text.Shell;
import io.modelferry.cli.verb.Connection;
import io.modelferry.protocol.tuf.Metadata;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lets other people sign from now on, or another number of them. */
@Command(
        name = "change",
        description = "Let somebody else sign root and targets too, or no longer, or ask for more or fewer signatures: "
                + "the next root, which as many must sign as the root before asks for, and as it asks for itself.",
        footer = {
            "",
            "Examples:",
            "  ferry keys change --keys /media/ann --with /media/carol/public.json",
            "  ferry keys change --keys /media/ann --without carol --targets-threshold 2"
        })
public final class KeysChangeCommand implements Callable<Integer> {

    private final Shell shell;

    @Mixin
    private Connection connection = new Connection();

    @Mixin
    private KeyFolder.Passphrase passphrase = new KeyFolder.Passphrase();

    @Option(
            names = "--keys",
            paramLabel = "DIR",
            required = true,
            description = "of one who signs and goes on signing: the others agree by 'ferry sign'")
    private Path keys = Path.of("");

    @Option(
            names = "--with",
            paramLabel = "FILE",
            description =
                    "the public.json of somebody who is to sign too, as 'ferry keys new' made it; may be given again")
    private List<Path> with = List.of();

    @Option(
            names = "--without",
            paramLabel = "NAME",
            description = "who is to sign no longer, as 'ferry keys list' shows them; may be given again")
    private List<String> without = List.of();

    @Option(
            names = "--role",
            paramLabel = "ROLE",
            split = ",",
            description = "for which they come and go: root, targets (default: both)")
    private List<String> roles = KeyFolder.HELD;

    @Option(names = "--root-threshold", paramLabel = "N", description = "so many must sign a root from now on")
    private @Nullable Integer rootThreshold;

    @Option(
            names = "--targets-threshold",
            paramLabel = "N",
            description = "so many must sign what devices may run from now on")
    private @Nullable Integer targetsThreshold;

    public KeysChangeCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws IOException {
        var change = change();
        try (var server = connection.open(shell)) {
            if (server.get("/trust").path("targets").asString().equals("embedded")) {
                throw new IllegalArgumentException(
                        "this server holds every key itself, and nobody else signs: see modelferry.trust.targets");
            }
            var folder = KeyFolder.open(shell.workingFolder().resolve(keys), passphrase);
            var ceremony = new Ceremony(shell, passphrase);
            var view = ceremony.change(server, folder, change);
            connection.show(shell, view, Ceremony.changed(view));
            return ExitCode.OK.number();
        }
    }

    private SignersChange change() throws IOException {
        for (var role : roles) {
            if (!KeyFolder.HELD.contains(role)) {
                throw new IllegalArgumentException("--role: root or targets, not '%s'".formatted(role));
            }
        }
        var come = new ArrayList<PublicKeys>();
        for (var file : with) {
            come.add(PublicKeys.read(shell.workingFolder().resolve(file)));
        }
        var thresholds = new HashMap<String, Integer>();
        if (rootThreshold != null) {
            thresholds.put(Metadata.ROOT, rootThreshold);
        }
        if (targetsThreshold != null) {
            thresholds.put(Metadata.TARGETS, targetsThreshold);
        }
        return new SignersChange(come, without, new HashSet<>(roles), thresholds);
    }
}
