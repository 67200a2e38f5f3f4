package io.modelferry.delta.plan;

import io.modelferry.delta.Sha256;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Chooses the route that takes a device the least time from its file to another: download at the speed of its line, and applying. On a slow line that
 * is the fewest bytes; on a fast one a full file may beat a chain of deltas. On equal time the fewer bytes win, then the fewer hops.
 *
 * @see <a href="https://en.wikipedia.org/wiki/Bellman%E2%80%93Ford_algorithm">Bellman, Ford: shortest paths of so many edges at most</a>
 */
public final class RoutePlanner {

    private static final Comparator<Route> BETTER = Comparator.comparing(Route::time)
            .thenComparingLong(Route::bytes)
            .thenComparingInt(route -> route.hops().size());

    private final List<Hop> hops;

    /** @param hops all deltas that may be used */
    public RoutePlanner(Collection<Hop> hops) {
        this.hops = List.copyOf(hops);
    }

    /**
     * @param fullBytes length of the target itself
     * @param link      of the device
     */
    public Route best(Sha256 base, Sha256 target, long fullBytes, Link link) {
        if (base.equals(target)) {
            return new Route(List.of(), 0, Duration.ZERO);
        }
        var full = full(fullBytes, link);
        return byDeltas(base, target, link)
                .filter(route -> BETTER.compare(route, full) < 0)
                .orElse(full);
    }

    /** The file itself. */
    public static Route full(long bytes, Link link) {
        return new Route(List.of(), bytes, link.timeFor(bytes));
    }

    /** The best route of deltas alone; empty if none leads there. */
    public Optional<Route> byDeltas(Sha256 base, Sha256 target, Link link) {
        Map<Sha256, Route> reached = new HashMap<>();
        reached.put(base, new Route(List.of(), 0, Duration.ZERO));
        for (int hop = 0; hop < link.maxHops(); hop++) {
            reached = oneFurther(reached, link);
        }
        return Optional.ofNullable(reached.get(target))
                .filter(route -> !route.hops().isEmpty());
    }

    private Map<Sha256, Route> oneFurther(Map<Sha256, Route> reached, Link link) {
        var further = new HashMap<>(reached);
        for (var hop : hops) {
            var before = reached.get(hop.base());
            if (before != null) {
                further.merge(hop.target(), extended(before, hop, link), RoutePlanner::better);
            }
        }
        return further;
    }

    private static Route extended(Route route, Hop hop, Link link) {
        var all = new ArrayList<>(route.hops());
        all.add(hop);
        var time = route.time().plus(link.timeFor(hop.bytes())).plus(hop.applyTime());
        return new Route(all, route.bytes() + hop.bytes(), time);
    }

    private static Route better(Route one, Route other) {
        return BETTER.compare(other, one) < 0 ? other : one;
    }
}
