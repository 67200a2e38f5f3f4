package io.modelferry.protocol.trust;

import io.modelferry.protocol.MalformedMessage;
import io.modelferry.protocol.tuf.JsonObject;
import io.modelferry.protocol.tuf.Root;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Who holds which key, as people named each other at the ceremony: the member {@code holders} of a root, which the root's own keys sign.
 * It is for people; devices do not look at it.
 *
 * @param names by key id; a name is 1 to 60 letters, digits and {@code . _ @ -}
 */
public record KeyHolders(Map<String, String> names) {

    private static final String MEMBER = "holders";
    private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{N}._@-]{0,59}");

    /** @throws MalformedMessage if a name is none */
    public KeyHolders {
        names = Map.copyOf(names);
        names.values().forEach(KeyHolders::requireName);
    }

    private static void requireName(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new MalformedMessage("the name of a key's holder", name, "1 to 60 letters, digits, . _ @ -");
        }
    }

    /** @throws MalformedMessage if the root says it in another form */
    public static KeyHolders of(Root root) {
        var names = new HashMap<String, String>();
        if (root.unknown().has(MEMBER)) {
            root.unknown().object(MEMBER).forEachText(names::put);
        }
        return new KeyHolders(names);
    }

    /** Empty for a key that nobody was named for: it lies on a server, or is older than names. */
    public Optional<String> of(String keyid) {
        return Optional.ofNullable(names.get(keyid));
    }

    public KeyHolders with(String keyid, String name) {
        var more = new HashMap<>(names);
        more.put(keyid, name);
        return new KeyHolders(more);
    }

    /** The root with these names for the keys that it names, in the place of those that stand there. */
    public Root in(Root root) {
        var known = JsonObject.builder();
        new TreeMap<>(names).forEach((keyid, name) -> {
            if (root.keys().containsKey(keyid)) {
                known.put(keyid, name);
            }
        });
        var unknown = JsonObject.builder()
                .putAll(root.unknown().without(Set.of(MEMBER)))
                .put(MEMBER, known.build())
                .build();
        return new Root(root.head(), root.consistentSnapshot(), root.keys(), root.roles(), unknown);
    }
}
