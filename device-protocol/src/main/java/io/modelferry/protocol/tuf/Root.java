package io.modelferry.protocol.tuf;

import io.modelferry.protocol.MalformedMessage;
import java.util.Map;
import java.util.TreeMap;

/**
 * Who may sign for each top-level role (TUF 4.3).
 *
 * @param consistentSnapshot whether files are fetched under names with their version or hash (TUF 6.2)
 * @param keys by their ids
 * @param roles by name; the four top-level ones are there
 */
public record Root(
        Head head, boolean consistentSnapshot, Map<String, Key> keys, Map<String, RoleKeys> roles, JsonObject unknown)
        implements Metadata {

    public Root {
        keys = Map.copyOf(keys);
        roles = Map.copyOf(roles);
        for (var role : TOP_LEVEL) {
            if (!roles.containsKey(role)) {
                throw new MalformedMessage("a root without the role " + role);
            }
        }
    }

    static Root read(JsonObject json) {
        var roles = new TreeMap<String, RoleKeys>();
        json.object("roles").forEachObject((name, role) -> roles.put(name, RoleKeys.read(role, RoleKeys.FIELDS)));
        return new Root(
                Head.read(json),
                json.flag("consistent_snapshot"),
                Key.read(json, "keys"),
                roles,
                Head.unknown(json, "consistent_snapshot", "keys", "roles"));
    }

    /** One of the four top-level roles. */
    public RoleKeys role(String name) {
        var role = roles.get(name);
        if (role == null) {
            throw new IllegalArgumentException("no top-level role: " + name);
        }
        return role;
    }

    @Override
    public JsonObject json() {
        var names = JsonObject.builder();
        roles.forEach((name, role) -> names.put(name, role.json().build()));
        return head.json(ROOT)
                .put("consistent_snapshot", consistentSnapshot)
                .put("keys", Key.json(keys))
                .put("roles", names.build())
                .putAll(unknown)
                .build();
    }
}
