package io.modelferry.control.rollout;

import io.modelferry.control.delta.Deltas;
import io.modelferry.protocol.ArtifactDigest;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A delta of a thousand bytes between any two of the versions 1, 2 and 3. */
final class FakeDeltas implements Deltas {

    boolean settled = true;

    /** Whoever asks gets an exception. */
    boolean broken;

    static ArtifactDigest between(String base, String target) {
        return new ArtifactDigest(base.repeat(32) + target.repeat(32));
    }

    @Override
    public List<DeltaView> to(ArtifactDigest target) {
        return List.of("1", "2", "3").stream()
                .map(FakeCatalogue::digest)
                .filter(base -> !base.equals(target))
                .map(base -> delta(base, target))
                .toList();
    }

    @Override
    public Optional<DeltaView> between(ArtifactDigest base, ArtifactDigest target) {
        return Optional.of(delta(base, target));
    }

    private static DeltaView delta(ArtifactDigest base, ArtifactDigest target) {
        var digest = between(base.hex().substring(0, 1), target.hex().substring(0, 1));
        return new DeltaView(base, target, digest, 1000, FakeCatalogue.LENGTH, Duration.ZERO, Duration.ZERO);
    }

    @Override
    public Optional<DeltaView> byDigest(ArtifactDigest delta) {
        return Optional.empty();
    }

    @Override
    public boolean settled(ArtifactDigest target) {
        if (broken) {
            throw new IllegalStateException("the delta room is on fire");
        }
        return settled;
    }

    @Override
    public List<TensorDelta> tensors(ArtifactDigest delta) {
        return List.of();
    }
}
