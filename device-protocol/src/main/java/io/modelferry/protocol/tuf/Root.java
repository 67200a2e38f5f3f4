package io.modelferry.protocol.tuf;

import io.modelferry.protocol.MalformedMessage;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
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

    /** The root that follows, in which these keys sign for {@code role}; keys that no role names any more are left out. */
    public Root next(Instant expires, String role, List<Key> signers, int threshold) {
        return next(expires, Map.of(role, new RoleKeys(signers, threshold)), signers);
    }

    /**
     * The root that follows, with these roles in the place of theirs.
     *
     * @param more keys that they name and this root does not
     */
    public Root next(Instant expires, Map<String, RoleKeys> changed, Collection<Key> more) {
        var nextRoles = new HashMap<>(roles);
        nextRoles.putAll(changed);
        var nextKeys = new HashMap<>(keys);
        more.forEach(key -> nextKeys.put(key.id(), key));
        nextKeys.keySet()
                .retainAll(nextRoles.values().stream()
                        .flatMap(one -> one.keyids().stream())
                        .toList());
        return new Root(new Head(version() + 1, expires), consistentSnapshot, nextKeys, nextRoles, unknown);
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
