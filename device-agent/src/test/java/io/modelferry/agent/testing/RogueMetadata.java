package io.modelferry.agent.testing;

import io.modelferry.agent.tuf.Fetcher;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Optional;

/** Whoever stands between a device and the repository. */
public final class RogueMetadata {

    private RogueMetadata() {}

    /** What the server says now, for ever. */
    public static Fetcher frozen(FakeControlPlane server) {
        var then = new HashMap<String, Optional<byte[]>>();
        then.put("timestamp.json", server.repository().file("timestamp.json"));
        for (var role : new String[] {"root", "snapshot", "targets", "deltas." + FakeControlPlane.MODEL}) {
            for (var version = 1; ; version++) {
                var file = version + "." + role + ".json";
                var document = server.repository().file(file);
                if (document.isEmpty()) {
                    break;
                }
                then.put(file, document);
            }
        }
        return (file, mostBytes) -> then.getOrDefault(file, Optional.empty());
    }

    /** Each document, with another version in it. */
    public static Fetcher edited(FakeControlPlane server) {
        return (file, mostBytes) -> server.repository().file(file).map(RogueMetadata::edited);
    }

    private static byte[] edited(byte[] document) {
        var text = new String(document, StandardCharsets.UTF_8);
        return text.replaceFirst("\"version\":\\d+}", "\"version\":99}").getBytes(StandardCharsets.UTF_8);
    }
}
