package io.modelferry.agent.tuf;

import io.modelferry.agent.update.UpdateFailure;
import io.modelferry.protocol.tuf.Delegation;
import io.modelferry.protocol.tuf.Key;
import io.modelferry.protocol.tuf.TargetFile;
import io.modelferry.protocol.tuf.Targets;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;

/** What one update cycle came to. Asked for a target, it goes through the delegations, fetching what it needs of them. */
public final class Refreshed {

    private final TrustedMetadata trusted;
    private final Targets topLevel;
    private final TargetsRoles roles;
    private final int mostDelegatedRoles;

    Refreshed(TrustedMetadata trusted, Targets topLevel, TargetsRoles roles, int mostDelegatedRoles) {
        this.trusted = trusted;
        this.topLevel = topLevel;
        this.roles = roles;
        this.mostDelegatedRoles = mostDelegatedRoles;
    }

    public TrustedMetadata trusted() {
        return trusted;
    }

    public Targets targets() {
        return topLevel;
    }

    /** A delegation with the keys of the role that delegates. */
    private record Way(Delegation to, Map<String, Key> keys) {}

    /**
     * 5.6.7: a search depth-first and in the order of the delegations, the delegating role before those it delegates to. A role
     * is looked at once.
     *
     * @return empty if no role that may speak about the path names it, or too many would have to be asked
     * @throws MetadataRefused if a role on the way cannot be had or proven: the search ends there
     */
    public Optional<TargetFile> find(String path) throws MetadataRefused, UpdateFailure, IOException {
        var found = topLevel.of(path);
        var visited = new HashSet<String>();
        var open = new ArrayDeque<Way>();
        descend(topLevel, path, open);
        while (found.isEmpty() && !open.isEmpty() && visited.size() < mostDelegatedRoles) {
            var way = open.pop();
            if (visited.add(way.to().name())) { // 5.6.7.1
                var targets = roles.delegated(way.to(), way.keys());
                found = targets.of(path);
                descend(targets, path, open);
            }
        }
        return found;
    }

    /** 5.6.7.2: those that may speak about the path come next; after a terminating one, nobody else. */
    private static void descend(Targets from, String path, Deque<Way> open) {
        var delegations = from.delegations();
        if (delegations == null) {
            return;
        }
        var next = new ArrayList<Way>();
        for (var delegation : delegations.roles()) {
            if (delegation.scope().covers(path)) {
                next.add(new Way(delegation, delegations.keys()));
                if (delegation.terminating()) {
                    open.clear();
                    break;
                }
            }
        }
        next.reversed().forEach(open::push);
    }
}
