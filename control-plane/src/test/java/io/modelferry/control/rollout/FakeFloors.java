package io.modelferry.control.rollout;

import io.modelferry.control.platform.Refusal;
import io.modelferry.control.registry.floor.Floors;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A floor that tests raise: versions are called 1, 2, 3, and whoever is called less lies below it. */
final class FakeFloors implements Floors {

    private volatile int floor;

    void clear() {
        floor = 0;
    }

    void raise(int version) {
        floor = version;
    }

    @Override
    public Optional<Raise> of(ModelName model) {
        return floor == 0
                ? Optional.empty()
                : Optional.of(new Raise(
                        new VersionName(Integer.toString(floor)), floor, "a hole", "ada", Instant.EPOCH, null));
    }

    @Override
    public FloorView view(ModelName model) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Set<VersionName> below(ModelName model) {
        return IntStream.range(1, Math.max(1, floor))
                .mapToObj(version -> new VersionName(Integer.toString(version)))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Override
    public void requireNotBelow(ModelName model, VersionName version) {
        if (below(model).contains(version)) {
            throw Refusal.conflict("below-floor", "version: below the floor " + floor + ".")
                    .about("version");
        }
    }

    @Override
    public void requireCanBring(ModelName model, VersionName version, @Nullable VersionName wanted) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long bring(ModelName model, VersionName version) {
        throw new UnsupportedOperationException();
    }

    @Override
    public FloorView raise(ModelName model, VersionName version, FloorOrder order) {
        throw new UnsupportedOperationException();
    }
}
