package io.modelferry.protocol.trust;

import io.modelferry.protocol.MalformedMessage;
import io.modelferry.protocol.key.VerificationKey;
import io.modelferry.protocol.tuf.Delegation;
import io.modelferry.protocol.tuf.Delegations;
import io.modelferry.protocol.tuf.Key;
import io.modelferry.protocol.tuf.PathScope;
import io.modelferry.protocol.tuf.RoleKeys;
import io.modelferry.protocol.tuf.Targets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Who may sign goals: the keys of the delegation {@code goals}, which never has a document of its own. So the targets key says it, and
 * it can be said anew.
 *
 * @param threshold how many of them must have signed
 */
public record GoalKeys(List<VerificationKey> keys, int threshold) {

    public static final String ROLE = "goals";

    public GoalKeys {
        keys = List.copyOf(keys);
    }

    /** How targets delegate to {@link #ROLE}. */
    public static Delegation delegation(RoleKeys keys) {
        return new Delegation(ROLE, keys, new PathScope.Paths(List.of("goals/*")), true);
    }

    /** @throws MalformedMessage if {@code targets} do not say who signs goals */
    public static GoalKeys of(Targets targets) {
        var delegations = targets.delegations();
        if (delegations == null) {
            throw new MalformedMessage("targets without delegations: nobody may sign goals");
        }
        return delegations.roles().stream()
                .filter(role -> role.name().equals(ROLE))
                .findFirst()
                .map(role -> of(role.keys(), delegations))
                .orElseThrow(() -> new MalformedMessage("targets without a delegation '" + ROLE + "'"));
    }

    private static GoalKeys of(RoleKeys role, Delegations in) {
        var keys = role.keyids().stream()
                .flatMap(id -> known(id, in.keys()).stream())
                .distinct()
                .toList();
        return new GoalKeys(keys, role.threshold());
    }

    /** Other schemes than Ed25519 sign no envelopes. */
    private static Optional<VerificationKey> known(String id, Map<String, Key> keys) {
        return Optional.ofNullable(keys.get(id)).flatMap(Key::ed25519);
    }
}
