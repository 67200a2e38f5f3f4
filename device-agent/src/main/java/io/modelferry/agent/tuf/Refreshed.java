package io.modelferry.agent.tuf;

import io.modelferry.agent.update.UpdateFailure;
import io.modelferry.protocol.tuf.Delegation;
import io.modelferry.protocol.tuf.Key;
import io.modelferry.protocol.tuf.TargetFile;
import io.modelferry.protocol.tuf.Targets;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;

/**
 * What one update cycle came to. Asked for a target, it goes through the delegations, fetching what it needs of them; used by one
 * thread at a time.
 */
public final class Refreshed {

    private final TrustedMetadata trusted;
    private final Targets topLevel;
    private final TargetsRoles roles;
    private final int mostDelegatedRoles;
    private final Map<Way, Targets> searched = new HashMap<>();

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

    /** The earliest of root, timestamp, snapshot and targets. */
    public Instant expires() {
        var targets = topLevel.expires();
        var others = trusted.expires();
        return targets.isBefore(others) ? targets : others;
    }

    /** The same, for searches at a later time: delegated roles that have expired by then are not believed. */
    public Refreshed at(Instant later) {
        return new Refreshed(trusted, topLevel, roles.at(later), mostDelegatedRoles);
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
                var targets = delegated(way);
                found = targets.of(path);
                descend(targets, path, open);
            }
        }
        return found;
    }

    /** Proven once for each way that led to it: another delegator's keys prove it anew. */
    private Targets delegated(Way way) throws MetadataRefused, UpdateFailure, IOException {
        var known = searched.get(way);
        if (known != null) {
            return known;
        }
        var targets = roles.delegated(way.to(), way.keys());
        searched.put(way, targets);
        return targets;
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
