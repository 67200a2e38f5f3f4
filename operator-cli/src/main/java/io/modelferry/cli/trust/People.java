package io.modelferry.cli.trust;

import io.modelferry.cli.text.Shell;
import io.modelferry.protocol.tuf.Metadata;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import picocli.CommandLine.Option;

/** Who signs beside the holder of this folder, and how many of them must. */
final class People {

    @Option(
            names = "--with",
            paramLabel = "FILE",
            description = "the public.json of somebody else who signs, as 'ferry keys new' made it; may be given again")
    private List<Path> with = List.of();

    @Option(
            names = "--root-threshold",
            paramLabel = "N",
            defaultValue = "1",
            description = "so many of them must sign a root (default: ${DEFAULT-VALUE})")
    private int rootThreshold;

    @Option(
            names = "--targets-threshold",
            paramLabel = "N",
            defaultValue = "1",
            description = "so many of them must sign what devices may run (default: ${DEFAULT-VALUE})")
    private int targetsThreshold;

    int threshold(String role) {
        return role.equals(Metadata.ROOT) ? rootThreshold : targetsThreshold;
    }

    /**
     * Reads everybody's keys and judges the thresholds, before anything is written.
     *
     * @throws IllegalArgumentException if a key or a name is there twice, or a threshold cannot be met
     */
    List<PublicKeys> others(Shell shell, String own) throws IOException {
        var others = new ArrayList<PublicKeys>();
        var names = new HashSet<>(List.of(own));
        var keys = new HashSet<String>();
        for (var file : with) {
            var one = PublicKeys.read(shell.workingFolder().resolve(file));
            for (var role : KeyFolder.HELD) {
                if (!keys.add(one.key(role).id())) {
                    throw new IllegalArgumentException(
                            "--with: %s holds a key that is there already: one person signs once".formatted(file));
                }
            }
            if (!names.add(one.name())) {
                throw new IllegalArgumentException("--with: two people are called '%s'".formatted(one.name()));
            }
            others.add(one);
        }
        KeyFolder.HELD.forEach(role -> requireEnough(role, others.size() + 1));
        return others;
    }

    private void requireEnough(String role, int people) {
        if (threshold(role) < 1 || threshold(role) > people) {
            throw new IllegalArgumentException("--%s-threshold: %d of %d people cannot be met; more people: --with FILE"
                    .formatted(role, threshold(role), people));
        }
    }
}
