package io.modelferry.control.rollout;

import io.modelferry.control.delta.Deltas.DeltaView;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.goal.DeltaHop;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Chains of deltas for devices that missed versions: which hops lead from what they hold to what they shall run. */
final class DeltaChains {

    private static final int LONGEST = 4;
    private static final int MOST_HOPS = 32;

    private final Function<ArtifactDigest, List<DeltaView>> deltasTo;

    DeltaChains(Function<ArtifactDigest, List<DeltaView>> deltasTo) {
        this.deltasTo = deltasTo;
    }

    /**
     * Searches back from {@code target}, one version a round.
     *
     * @return every hop found, of which the device takes the cheapest chain; null if none of them starts from a file held
     */
    @Nullable
    List<DeltaHop> to(ArtifactDigest target, Set<ArtifactDigest> held) {
        var hops = new ArrayList<DeltaHop>();
        var seen = new HashSet<>(Set.of(target));
        var round = Set.of(target);
        var startsFromHeld = false;
        for (var length = 0; length < LONGEST && !startsFromHeld && !round.isEmpty(); length++) {
            var before = new HashSet<ArtifactDigest>();
            for (var result : round) {
                for (var delta : deltasTo.apply(result)) {
                    if (hops.size() < MOST_HOPS) {
                        hops.add(hop(delta));
                        startsFromHeld |= held.contains(delta.base());
                        before.add(delta.base());
                    }
                }
            }
            before.removeIf(digest -> !seen.add(digest));
            round = before;
        }
        return startsFromHeld ? hops : null;
    }

    private static DeltaHop hop(DeltaView delta) {
        return new DeltaHop(delta.base(), delta.target(), delta.targetBytes(), delta.delta(), delta.lengthBytes());
    }
}
