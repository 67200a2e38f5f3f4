package io.modelferry.cli.trust;

import io.modelferry.protocol.trust.KeyHolders;
import io.modelferry.protocol.tuf.Metadata;
import io.modelferry.protocol.tuf.Root;
import java.util.List;
import java.util.stream.Collectors;

/** What a root says of who may sign, beside what the root before it said. */
final class RootChange {

    private static final int SHOWN = 16;

    private RootChange() {}

    /** One line for each role whose keys, or threshold, are others; for the first root one for each role. */
    static List<String> between(Root before, Root next) {
        var first = next.version() == before.version();
        return Metadata.TOP_LEVEL.stream()
                .filter(role -> first || !before.role(role).equals(next.role(role)))
                .map(role -> first
                        ? "%s: %s".formatted(role, who(next, role))
                        : "%s: %s, before %s".formatted(role, who(next, role), who(before, role)))
                .toList();
    }

    private static String who(Root root, String role) {
        var holders = KeyHolders.of(root);
        return root.role(role).threshold()
                + " of "
                + root.role(role).keyids().stream()
                        .map(keyid -> holders.of(keyid).orElse("") + " " + keyid.substring(0, SHOWN))
                        .map(String::strip)
                        .collect(Collectors.joining(", "));
    }
}
