package io.modelferry.control.rollout;

import io.modelferry.control.platform.Refusal;
import io.modelferry.control.registry.Recalls;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Versions that tests say are recalled. */
final class FakeRecalls implements Recalls {

    final Set<VersionName> recalled = new HashSet<>();

    @Override
    public Optional<RecallView> inForce(ModelName model, VersionName version) {
        return Optional.empty();
    }

    @Override
    public List<RecallView> of(ModelName model) {
        return List.of();
    }

    @Override
    public void requireNotRecalled(ModelName model, VersionName version) {
        if (recalled.contains(version)) {
            throw Refusal.conflict("version-recalled", "Version " + version + " was recalled.");
        }
    }

    @Override
    public RecallView recall(ModelName model, VersionName version, RecallOrder order) {
        throw new UnsupportedOperationException();
    }

    @Override
    public RecallView lift(ModelName model, VersionName version, RecallOrder order) {
        throw new UnsupportedOperationException();
    }
}
