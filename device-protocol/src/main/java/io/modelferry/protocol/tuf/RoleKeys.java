package io.modelferry.protocol.tuf;

import io.modelferry.protocol.MalformedMessage;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Whose signatures make a role's metadata, and of how many of them.
 *
 * @param threshold at least 1; more than there are keys is a role that nobody can sign
 * @param unknown what else stands beside the two
 */
public record RoleKeys(List<String> keyids, int threshold, JsonObject unknown) {

    static final Set<String> FIELDS = Set.of("keyids", "threshold");

    public RoleKeys {
        keyids = List.copyOf(keyids);
        if (new HashSet<>(keyids).size() != keyids.size()) {
            throw new MalformedMessage("a role names one key id twice");
        }
        if (threshold < 1) {
            throw new MalformedMessage("a threshold of " + threshold);
        }
    }

    public RoleKeys(List<Key> keys, int threshold) {
        this(keys.stream().map(Key::id).toList(), threshold, JsonObject.EMPTY);
    }

    static RoleKeys read(JsonObject json, Set<String> known) {
        return new RoleKeys(json.texts("keyids"), threshold(json), json.without(known));
    }

    private static int threshold(JsonObject json) {
        return (int) Math.min(json.wholeFrom(1, "threshold"), Integer.MAX_VALUE);
    }

    JsonObject.Builder json() {
        return JsonObject.builder()
                .put("keyids", JsonValue.texts(keyids))
                .put("threshold", threshold)
                .putAll(unknown);
    }
}
