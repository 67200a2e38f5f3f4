package io.modelferry.control.delta;

import io.modelferry.control.platform.Refusal;
import io.modelferry.protocol.ArtifactDigest;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Answers which deltas are ready, from the rows. */
@Service
@Transactional(readOnly = true)
class ReplayedDeltas implements Deltas {

    private final PairRows pairs;
    private final Sections sections;

    ReplayedDeltas(PairRows pairs, Sections sections) {
        this.pairs = pairs;
        this.sections = sections;
    }

    @Override
    public List<DeltaView> to(ArtifactDigest target) {
        return pairs.findByTargetOrderById(target.hex()).stream()
                .filter(Pair::isReady)
                .map(Pair::view)
                .toList();
    }

    @Override
    public Optional<DeltaView> between(ArtifactDigest base, ArtifactDigest target) {
        return pairs.findByBaseAndTarget(base.hex(), target.hex())
                .filter(Pair::isReady)
                .map(Pair::view);
    }

    @Override
    public Optional<DeltaView> byDigest(ArtifactDigest delta) {
        return ready(delta).map(Pair::view);
    }

    @Override
    public boolean settled(ArtifactDigest target) {
        return !pairs.existsByTargetAndStatus(target.hex(), PairStatus.PENDING);
    }

    @Override
    public List<TensorDelta> tensors(ArtifactDigest delta) {
        return ready(delta).map(pair -> sections.of(pair.id())).orElseThrow(() -> Refusal.notFound("delta", delta));
    }

    /** Every pair that ends at {@code target}, ready or not. */
    List<PairView> pairsTo(ArtifactDigest target) {
        return pairs.findByTargetOrderById(target.hex()).stream()
                .map(Pair::pairView)
                .toList();
    }

    private Optional<Pair> ready(ArtifactDigest delta) {
        return pairs.findFirstByDeltaAndStatusOrderById(delta.hex(), PairStatus.READY);
    }
}
