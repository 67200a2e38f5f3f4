package io.modelferry.protocol.tuf;

import io.modelferry.protocol.MalformedMessage;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Roles that may sign for a part of the targets, the most trusted first (TUF 4.5).
 *
 * @param keys by their ids
 * @param roles each name once
 */
public record Delegations(Map<String, Key> keys, List<Delegation> roles, JsonObject unknown) {

    private static final Set<String> FIELDS = Set.of("keys", "roles");

    public Delegations {
        keys = Map.copyOf(keys);
        roles = List.copyOf(roles);
        if (roles.stream().map(Delegation::name).distinct().count() != roles.size()) {
            throw new MalformedMessage("two delegations to one role");
        }
    }

    static Delegations read(JsonObject json) {
        var roles = json.objects("roles").stream().map(Delegation::read).toList();
        return new Delegations(Key.read(json, "keys"), roles, json.without(FIELDS));
    }

    JsonObject json() {
        return JsonObject.builder()
                .put("keys", Key.json(keys))
                .put(
                        "roles",
                        new JsonValue.Items(
                                List.copyOf(roles.stream().map(Delegation::json).toList())))
                .putAll(unknown)
                .build();
    }
}
