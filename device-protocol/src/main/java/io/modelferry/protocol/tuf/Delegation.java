package io.modelferry.protocol.tuf;

import io.modelferry.protocol.MalformedMessage;
import java.util.Set;

/**
 * One role that may sign for the paths of its scope (TUF 4.5).
 *
 * @param keys also holds the fields that are not known
 * @param terminating whether roles after it have nothing to say about the paths of its scope
 */
public record Delegation(String name, RoleKeys keys, PathScope scope, boolean terminating) {

    private static final Set<String> FIELDS =
            Set.of("name", "keyids", "threshold", "terminating", PathScope.PATHS, PathScope.HASH_PREFIXES);

    public Delegation {
        if (name.isEmpty() || Metadata.TOP_LEVEL.contains(name)) {
            throw new MalformedMessage("a delegation to '" + name + "': no name for a delegated role");
        }
    }

    static Delegation read(JsonObject json) {
        return new Delegation(
                json.text("name"), RoleKeys.read(json, FIELDS), PathScope.read(json), json.flag("terminating"));
    }

    JsonObject json() {
        var json = keys.json().put("name", name).put("terminating", terminating);
        return scope.into(json).build();
    }
}
