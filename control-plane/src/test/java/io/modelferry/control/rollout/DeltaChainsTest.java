package io.modelferry.control.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.modelferry.control.delta.Deltas.DeltaView;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.goal.DeltaHop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.Test;

class DeltaChainsTest {

    private static final ArtifactDigest ONE = new ArtifactDigest("1".repeat(64));
    private static final ArtifactDigest TWO = new ArtifactDigest("2".repeat(64));
    private static final ArtifactDigest THREE = new ArtifactDigest("3".repeat(64));
    private static final ArtifactDigest FOUR = new ArtifactDigest("4".repeat(64));

    private final List<DeltaView> ready = new ArrayList<>();
    private final DeltaChains chains = new DeltaChains(target ->
            ready.stream().filter(delta -> delta.target().equals(target)).toList());

    @Test
    void leadsOverTheVersionsThatADeviceMissed() {
        deltas(ONE, TWO, TWO, THREE, THREE, FOUR);

        assertThat(chains.to(FOUR, Set.of(ONE)))
                .extracting(DeltaHop::base, DeltaHop::result)
                .containsExactly(pair(THREE, FOUR), pair(TWO, THREE), pair(ONE, TWO));
    }

    @Test
    void goesNoFurtherBackThanNeeded() {
        deltas(ONE, TWO, TWO, THREE, THREE, FOUR);

        assertThat(chains.to(FOUR, Set.of(TWO))).hasSize(2);
    }

    @Test
    void isNoneWhereNothingHeldLeadsThere() {
        deltas(TWO, THREE, THREE, FOUR);

        assertThat(chains.to(FOUR, Set.of(ONE))).isNull();
        assertThat(chains.to(FOUR, Set.of())).isNull();
    }

    @Test
    void doesNotGoRoundInCircles() {
        deltas(TWO, THREE, THREE, TWO, TWO, FOUR, FOUR, TWO);

        assertThat(chains.to(FOUR, Set.of(ONE))).isNull();
    }

    private void deltas(ArtifactDigest... pairs) {
        for (var i = 0; i < pairs.length; i += 2) {
            ready.add(new DeltaView(
                    pairs[i], pairs[i + 1], new ArtifactDigest("d".repeat(64)), 9, 99, Duration.ZERO, Duration.ZERO));
        }
    }

    private static Tuple pair(ArtifactDigest base, ArtifactDigest result) {
        return tuple(base, result);
    }
}
