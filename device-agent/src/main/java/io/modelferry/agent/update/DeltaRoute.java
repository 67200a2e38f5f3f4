package io.modelferry.agent.update;

import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.goal.DeltaHop;
import io.modelferry.protocol.goal.DesiredModel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** A way to make a model file from one that the device holds: one delta, or a chain of them. */
record DeltaRoute(List<DeltaHop> hops) {

    /** More than this nobody needs, and a hostile goal shall cost no time. */
    private static final int MOST_HOPS_LOOKED_AT = 256;

    DeltaRoute {
        hops = List.copyOf(hops);
    }

    /** Files from which a route may start. */
    static Set<ArtifactDigest> bases(DesiredModel wanted) {
        var bases = new HashSet<ArtifactDigest>();
        hopsOf(wanted).forEach(hop -> bases.add(hop.base()));
        return bases;
    }

    /** Every delta that a route may need. */
    static Set<ArtifactDigest> deltas(DesiredModel wanted) {
        var deltas = new HashSet<ArtifactDigest>();
        hopsOf(wanted).forEach(hop -> deltas.add(hop.delta()));
        return deltas;
    }

    /**
     * The fewest bytes, by Bellman and Ford's rule over the hops.
     *
     * @param hops that may be taken
     * @param held files to start from
     * @return empty if no hop leads from one of them to the file
     */
    static Optional<DeltaRoute> cheapest(DesiredModel wanted, Collection<DeltaHop> hops, Set<ArtifactDigest> held) {
        var cost = new HashMap<ArtifactDigest, Long>();
        var by = new HashMap<ArtifactDigest, DeltaHop>();
        held.forEach(digest -> cost.put(digest, 0L));
        var changed = true;
        while (changed) {
            changed = false;
            for (var hop : hops) {
                changed |= relax(hop, cost, by);
            }
        }
        return by.containsKey(wanted.digest()) ? Optional.of(back(wanted.digest(), by)) : Optional.empty();
    }

    private static boolean relax(DeltaHop hop, Map<ArtifactDigest, Long> cost, Map<ArtifactDigest, DeltaHop> by) {
        var before = cost.get(hop.base());
        if (before == null || hop.lengthBytes() <= 0) {
            return false; // what costs nothing is no delta, and could go round for ever
        }
        var now = before + hop.lengthBytes();
        var known = cost.get(hop.result());
        if (known != null && known <= now) {
            return false;
        }
        cost.put(hop.result(), now);
        by.put(hop.result(), hop);
        return true;
    }

    private static DeltaRoute back(ArtifactDigest result, Map<ArtifactDigest, DeltaHop> by) {
        var route = new ArrayDeque<DeltaHop>();
        for (var hop = by.get(result); hop != null; hop = by.get(hop.base())) {
            route.addFirst(hop);
        }
        return new DeltaRoute(new ArrayList<>(route));
    }

    /** Every step that the goal offers, the direct ones first. */
    static List<DeltaHop> hopsOf(DesiredModel wanted) {
        var direct = wanted.deltas().stream()
                .map(offer -> new DeltaHop(
                        offer.base(), wanted.digest(), wanted.lengthBytes(), offer.delta(), offer.lengthBytes()));
        var chained = wanted.hops() == null ? Stream.<DeltaHop>empty() : wanted.hops().stream();
        return Stream.concat(direct, chained).limit(MOST_HOPS_LOOKED_AT).toList();
    }
}
